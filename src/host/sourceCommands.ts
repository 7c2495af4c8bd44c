/** Commands for a network that is written as code: which model, what input, which of several layers. */
import * as vscode from 'vscode';
import type { OfferedModel } from '../formats/definition';
import type { Choices } from './choices';
import type { Documents } from './documents';
import type { Engine } from './engine';
import { readShape } from './inputShapeText';
import { fileNameOf, toRange } from './networkFile';
import { plural } from './numbers';
import { shownInput } from './shownShapes';

interface ModelItem extends vscode.QuickPickItem {
  readonly does: 'choose' | 'type' | 'reset';
  readonly expression: string;
}

/** @param proposal an expression to begin with, to which arguments are to be added */
export async function chooseModel(
  documents: Documents,
  choices: Choices,
  uri: vscode.Uri,
  proposal: string | undefined,
): Promise<void> {
  if (proposal !== undefined) return typeModel(choices, uri, proposal);
  const models = (await documents.latest(uri))?.models ?? [];
  const { model } = choices.of(uri);
  const items = [
    ...models.map((offered) => itemOf(offered)),
    { label: '$(edit) Type an expression…', does: 'type', expression: model ?? '' } satisfies ModelItem,
    ...(model === undefined
      ? []
      : [{ label: '$(discard) As the file says', does: 'reset', expression: '' } satisfies ModelItem]),
  ];
  const title = `Which model of ${fileNameOf(uri)}?`;
  const item = await vscode.window.showQuickPick<ModelItem>(items, { title, matchOnDescription: true });
  if (!item) return;
  if (item.does === 'type') return typeModel(choices, uri, item.expression);
  await choices.chooseModel(uri, item.does === 'reset' ? undefined : item.expression);
}

function itemOf({ expression, kind, chosen, needs, range, instances }: OfferedModel): ModelItem {
  const where = instances.length > 0 ? ` · ${instances.length}× in the chosen model` : '';
  const call = expression.replace('()', `(${needs.map((name) => `${name}=…`).join(', ')})`);
  return {
    label: `${chosen ? '$(check) ' : ''}${needs.length > 0 ? call : expression}`,
    description: `${kind}, line ${range.startLine + 1}${where}`,
    does: needs.length > 0 ? 'type' : 'choose',
    expression: needs.length > 0 ? call : expression,
  };
}

async function typeModel(choices: Choices, uri: vscode.Uri, value: string): Promise<void> {
  const first = value.indexOf('…');
  const expression = await vscode.window.showInputBox({
    title: `Which model of ${fileNameOf(uri)}?`,
    prompt: 'A class, a variable or a call among the names of the file, such as ResNet(BasicBlock, [2, 2, 2, 2])',
    value,
    ...(first < 0 ? {} : { valueSelection: [first, first + 1] as [number, number] }),
    validateInput: (text) => {
      if (text.trim() === '') return 'An expression, such as Net()';
      return text.includes('…') ? 'Put a value in place of each …' : undefined;
    },
  });
  if (expression !== undefined) await choices.chooseModel(uri, expression.trim());
}

/** The shape is remembered, or written into the file with the button of the box. */
export async function changeInputShape(
  documents: Documents,
  engine: Engine,
  choices: Choices,
  uri: vscode.Uri,
): Promise<void> {
  const analysis = await documents.latest(uri);
  const canWrite = analysis?.models !== undefined;
  const box = vscode.window.createInputBox();
  const write: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('save'),
    tooltip: 'Write it into a "# gradlens:" comment of the file',
  };
  const forget: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('discard'),
    tooltip: 'As the file says, or as it is found',
  };
  box.title = `Shape of the input of ${analysis?.network?.name ?? fileNameOf(uri)}`;
  const order = analysis?.network?.input.layout ? 'N, H, W, C' : 'N, C, H, W';
  box.prompt = `Sizes with the batch: ${order} for pictures`;
  box.placeholder = '2, 1, 28, 28';
  box.value = analysis?.network ? shownInput(analysis.network.input).join(', ') : '';
  box.buttons = [...(canWrite ? [write] : []), ...(documents.hasShape(uri) ? [forget] : [])];
  const check = (): readonly number[] | undefined => {
    const shape = readShape(box.value);
    box.validationMessage = typeof shape === 'string' ? shape : undefined;
    return typeof shape === 'string' ? undefined : shape;
  };
  const done = await new Promise<(() => Promise<void>) | undefined>((resolve) => {
    box.onDidChangeValue(check);
    box.onDidAccept(() => {
      const shape = check();
      if (shape) resolve(() => choices.chooseShape(uri, shape));
    });
    box.onDidTriggerButton((button) => {
      const shape = check();
      if (button === forget) resolve(() => choices.chooseShape(uri, undefined));
      else if (shape) resolve(() => writeShape(engine, choices, uri, shape));
    });
    box.onDidHide(() => resolve(undefined));
    box.show();
  });
  box.dispose();
  await done?.();
}

/** Writes the shape that is in use. */
export async function writeInputShape(
  documents: Documents,
  engine: Engine,
  choices: Choices,
  uri: vscode.Uri,
): Promise<void> {
  const input = (await documents.latest(uri))?.network?.input;
  if (input) await writeShape(engine, choices, uri, shownInput(input));
}

/** What stands in the file is no longer remembered beside it. */
async function writeShape(engine: Engine, choices: Choices, uri: vscode.Uri, shape: readonly number[]): Promise<void> {
  const value = `(${shape.join(', ')})`;
  const edits = await engine.call('state', { key: uri.toString(), name: 'input', value });
  if (edits.length === 0) return choices.chooseShape(uri, shape);
  const change = new vscode.WorkspaceEdit();
  for (const { range, text } of edits) change.replace(uri, toRange(range), text);
  if (await vscode.workspace.applyEdit(change)) await choices.chooseShape(uri, undefined);
}

/** Which of several layers at one place: all, or one of them. */
export async function pickLayers(
  documents: Documents,
  uri: vscode.Uri,
  indices: readonly number[],
): Promise<readonly number[] | undefined> {
  const layers = (await documents.latest(uri))?.network?.layers ?? [];
  const here = indices.flatMap((index) => layers[index] ?? []);
  if (here.length <= 1) return here.map(({ index }) => index);
  const all = { label: `All ${plural(here.length, 'layer')}`, layers: here.map(({ index }) => index) };
  const items = here.map(({ name, signature, index }) => ({ label: name, description: signature, layers: [index] }));
  const title = 'Check the gradients of which layers?';
  return (await vscode.window.showQuickPick([all, ...items], { title, matchOnDescription: true }))?.layers;
}
