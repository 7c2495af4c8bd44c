/** One open network definition: its text's analysis and its last run. */
import * as vscode from 'vscode';
import type { Overrides } from '../formats/definition';
import type { Analysis, DocumentInput, UserCode } from '../worker/protocol';
import { isNetworkUri, isSourceUri } from './networkFile';
import type { RunState } from './runState';
import { isWhole } from './whole';

/** What an analysis needs besides the text. */
export interface Surroundings {
  userCode(revision: number): UserCode | undefined;
  /** What was chosen for this document. */
  overrides(uri: vscode.Uri): Overrides;
  /** Source that editors have not saved, but for this document's own. */
  unsaved(uri: vscode.Uri): { readonly [path: string]: string };
}

export class NetworkDocument {
  /** Of the latest version that has been analysed; see `current`. */
  analysis: Analysis | undefined;
  run: RunState | undefined;
  /** The layer that editor and panel both point at. */
  selected: number | undefined;

  /** Raised when code of the user's own that it names has changed. */
  codeRevision = 0;
  /** Layers that are to be checked again once such a change has been analysed; all when undefined. */
  recheck: { readonly layers: readonly number[] | undefined } | undefined;

  /** Raised when a choice, or a file that is imported, has changed: an analysis under way is then one of before. */
  revision = 0;

  constructor(
    public source: vscode.TextDocument,
    private readonly surroundings: Surroundings,
  ) {}

  get uri(): vscode.Uri {
    return this.source.uri;
  }

  private get text(): string {
    return this.source.getText();
  }

  get key(): string {
    return this.source.uri.toString();
  }

  /** The analysis, when it is that of the text as it is now. */
  get current(): Analysis | undefined {
    return this.analysis?.version === this.source.version ? this.analysis : undefined;
  }

  /** The run, when it is that of the text as it is now. */
  get currentRun(): RunState | undefined {
    return this.run?.version === this.source.version ? this.run : undefined;
  }

  /** Is it a network definition at all? Of Python source only its analysis tells. */
  get isNetwork(): boolean {
    const { analysis } = this;
    if (isNetworkUri(this.uri)) return true;
    return analysis !== undefined && (analysis.network !== undefined || (analysis.models ?? []).length > 0);
  }

  /** Does every layer fit, up to the loss? Otherwise a run computes the forward pass as far as it goes. */
  get sound(): boolean {
    const network = this.current?.network;
    return network !== undefined && isWhole(network);
  }

  /** Folders of the user's own code that it names, each with a slash at its end. */
  codeFolders(): string[] {
    const folder = this.uri.fsPath.replaceAll('\\', '/').replace(/[^/]*$/, '');
    const own = this.analysis?.network?.layers.filter(({ type }) => /\.[cm]?[jt]s$/.test(type)) ?? [];
    return own.map(({ source }) => source?.path.replace(/[^/]*$/, '') ?? folder);
  }

  input(): DocumentInput {
    const userCode = this.surroundings.userCode(this.codeRevision);
    const overrides = this.surroundings.overrides(this.uri);
    const unsaved = isSourceUri(this.uri) || this.text.includes('.py') ? this.surroundings.unsaved(this.uri) : {};
    return {
      ...(userCode ? { userCode } : {}),
      ...(Object.keys(overrides).length > 0 ? { overrides } : {}),
      ...(Object.keys(unsaved).length > 0 ? { unsaved } : {}),
      key: this.key,
      version: this.source.version,
      path: this.uri.fsPath.replaceAll('\\', '/'),
      text: this.text,
    };
  }
}
