/** Watches the data files that definitions name: weights that a script has just written, a picture that was replaced. */
import * as vscode from 'vscode';
import type { Documents } from './documents';
import { folderOf } from './networkFile';

const DATA_FILES = '**/*.{safetensors,npy,npz,png,jpg,jpeg}';

export function watchDataFiles(documents: Documents): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(DATA_FILES);
  const changed = (file: vscode.Uri) => documents.dataChanged(folderOf(file));
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
  );
}
