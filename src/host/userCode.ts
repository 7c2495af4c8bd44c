/**
 * Code of the user's own: which of it may run, what editors hold of it unsaved, what had to be stopped, and when it
 * changed. It runs in the engine's worker only.
 */
import * as vscode from 'vscode';
import type { UserCode } from '../worker/protocol';
import type { Overrun } from '../worker/userCode/overrun';

/** Files that a layer of one's own may stand in, or import. */
const CODE_FILES = '**/*.{ts,mts,cts,js,mjs,cjs}';
const isCode = (uri: vscode.Uri): boolean => uri.scheme === 'file' && /\.[cm]?[jt]s$/.test(uri.path);

/** As the engine names files: absolute, with forward slashes. */
export const pathOf = (uri: vscode.Uri): string => uri.fsPath.replaceAll('\\', '/');

/** A pause in typing, and then the networks are looked at anew. */
const DEBOUNCE_MS = 300;

export class UserCodeFiles implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<readonly string[]>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly stopped = new Map<string, Overrun>();
  private readonly pending = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Paths whose text changed, in an editor or on disk; empty when the workspace has become trusted. */
  readonly onDidChange = this.changes.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(CODE_FILES);
    // Of an open file the editor tells all, and before the disk does.
    const onDisk = (uri: vscode.Uri) => {
      if (!openDocument(uri)) this.changed(uri);
    };
    this.subscriptions = [
      this.changes,
      watcher,
      watcher.onDidChange(onDisk),
      watcher.onDidCreate(onDisk),
      watcher.onDidDelete((uri) => this.changed(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isCode(document.uri)) this.changed(document.uri);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changes.fire([])),
    ];
  }

  /** What a document may load; undefined in a workspace that is not trusted. */
  at(revision: number): UserCode | undefined {
    if (!vscode.workspace.isTrusted) return undefined;
    const unsaved = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && isCode(uri));
    return {
      revision,
      texts: Object.fromEntries(unsaved.map((source) => [pathOf(source.uri), source.getText()])),
      stopped: Object.fromEntries(this.stopped),
    };
  }

  /**
   * Code that does not even come back from being loaded is not loaded again until it changes. A pass that was stopped
   * runs only when someone asks for a check.
   */
  stop({ what, place, message }: Overrun): void {
    if (place && !/^(forward|backward) of /.test(what)) this.stopped.set(place.path, { what, place, message });
  }

  /** Everything may be tried again. */
  forgive(): void {
    this.stopped.clear();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private changed(uri: vscode.Uri): void {
    this.pending.add(pathOf(uri));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const paths = [...this.pending];
      this.pending.clear();
      // What was stopped may have imported what changed now.
      this.stopped.clear();
      this.changes.fire(paths);
    }, DEBOUNCE_MS);
  }
}

const openDocument = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
