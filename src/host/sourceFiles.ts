/** Python source that network definitions import: what editors hold of it unsaved, and when it changed. */
import * as vscode from 'vscode';
import { isSourceUri } from './networkFile';
import { pathOf } from './userCode';

/** A pause in typing, and then the networks are looked at anew. */
const DEBOUNCE_MS = 300;

export class SourceFiles implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<readonly string[]>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly pending = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Paths whose text changed, in an editor or on disk. */
  readonly onDidChange = this.changes.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.py');
    const onDisk = (uri: vscode.Uri) => {
      // Of an open file the editor tells all, and before the disk does.
      const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
      if (!isOpen) this.changed(uri);
    };
    this.subscriptions = [
      this.changes,
      watcher,
      watcher.onDidChange(onDisk),
      watcher.onDidCreate(onDisk),
      watcher.onDidDelete((uri) => this.changed(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isSourceUri(document.uri)) this.changed(document.uri);
      }),
    ];
  }

  /** By path; the text of `but` travels on its own. */
  unsaved(but: vscode.Uri): { readonly [path: string]: string } {
    const unsaved = vscode.workspace.textDocuments.filter(
      ({ isDirty, uri }) => isDirty && isSourceUri(uri) && uri.toString() !== but.toString(),
    );
    return Object.fromEntries(unsaved.map((source) => [pathOf(source.uri), source.getText()]));
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
      this.changes.fire(paths);
    }, DEBOUNCE_MS);
  }
}
