/** One open network definition: its text's analysis and its last run. */
import * as vscode from 'vscode';
import type { Analysis, DocumentInput } from '../worker/protocol';
import type { RunState } from './runState';

export class NetworkDocument {
  /** Of the latest version that has been analysed; see `current`. */
  analysis: Analysis | undefined;
  run: RunState | undefined;
  /** The layer that editor and panel both point at. */
  selected: number | undefined;

  constructor(public source: vscode.TextDocument) {}

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

  input(): DocumentInput {
    return {
      key: this.key,
      version: this.source.version,
      path: this.uri.fsPath.replaceAll('\\', '/'),
      text: this.source.getText(),
    };
  }
}
