/** What was chosen for a file and stands nowhere in it: which of its models, and the shape of that model's input. */
import * as vscode from 'vscode';
import type { Overrides } from '../formats/definition';

export interface Choice {
  /** As `--model` takes it; the file's own choice when left out. */
  readonly model?: string;
  /** By model; that of the file's own choice is called ''. */
  readonly shapes?: { readonly [model: string]: readonly number[] };
}

const KEY = 'gradlens.choices';

export class Choices implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;

  /** @param memory kept by VS Code with the workspace */
  constructor(private readonly memory: vscode.Memento) {}

  of(uri: vscode.Uri): Choice {
    return this.all()[uri.toString()] ?? {};
  }

  overrides(uri: vscode.Uri): Overrides {
    const { model, shapes } = this.of(uri);
    const inputShape = shapes?.[model ?? ''];
    return { ...(model === undefined ? {} : { model }), ...(inputShape ? { inputShape } : {}) };
  }

  chooseModel(uri: vscode.Uri, model: string | undefined): Promise<void> {
    const { shapes } = this.of(uri);
    return this.set(uri, { ...(model === undefined ? {} : { model }), ...(shapes ? { shapes } : {}) });
  }

  /** Undefined: as the file says, or as it is found. */
  chooseShape(uri: vscode.Uri, shape: readonly number[] | undefined): Promise<void> {
    const { model, shapes } = this.of(uri);
    const { [model ?? '']: _, ...others } = shapes ?? {};
    const now = shape ? { ...others, [model ?? '']: shape } : others;
    return this.set(uri, { ...(model === undefined ? {} : { model }), shapes: now });
  }

  dispose(): void {
    this.changes.dispose();
  }

  private all(): { readonly [uri: string]: Choice | undefined } {
    return this.memory.get(KEY, {});
  }

  private async set(uri: vscode.Uri, choice: Choice): Promise<void> {
    const { [uri.toString()]: _, ...others } = this.all();
    const isEmpty = choice.model === undefined && Object.keys(choice.shapes ?? {}).length === 0;
    await this.memory.update(KEY, isEmpty ? others : { ...others, [uri.toString()]: choice });
    this.changes.fire(uri);
  }
}
