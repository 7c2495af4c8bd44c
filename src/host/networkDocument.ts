/** One open network definition: its text's analysis and its last run. */
import * as vscode from 'vscode';
import type { Analysis, DocumentInput, UserCode } from '../worker/protocol';
import type { RunState } from './runState';

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

  constructor(
    public source: vscode.TextDocument,
    private readonly userCode: (revision: number) => UserCode | undefined,
  ) {}

  get uri(): vscode.Uri {
    return this.source.uri;
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

  /** Does every layer fit? Otherwise a run computes the forward pass up to the first that does not. */
  get sound(): boolean {
    return this.current?.network?.layers.every(({ state }) => state === 'fits') ?? false;
  }

  /** Folders of the user's own code that it names, each with a slash at its end. */
  codeFolders(): string[] {
    const folder = this.uri.fsPath.replaceAll('\\', '/').replace(/[^/]*$/, '');
    const own = this.analysis?.network?.layers.filter(({ type }) => /\.[cm]?[jt]s$/.test(type)) ?? [];
    return own.map(({ source }) => source?.path.replace(/[^/]*$/, '') ?? folder);
  }

  input(): DocumentInput {
    const userCode = this.userCode(this.codeRevision);
    return {
      ...(userCode ? { userCode } : {}),
      key: this.key,
      version: this.source.version,
      path: this.uri.fsPath.replaceAll('\\', '/'),
      text: this.source.getText(),
    };
  }
}
