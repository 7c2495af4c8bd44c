/** For menus and the palette: is there a network in the editor in front? */
import * as vscode from 'vscode';
import type { Documents } from './documents';

export function followNetworkInFront(documents: Documents): vscode.Disposable {
  let shown: boolean | undefined;
  const show = () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    // Of a text that is just being analysed, what was known before still holds.
    const isNetwork = (uri && documents.get(uri)?.isNetwork) ?? false;
    if (isNetwork === shown) return;
    shown = isNetwork;
    void vscode.commands.executeCommand('setContext', 'gradlens.network', isNetwork);
  };
  show();
  return vscode.Disposable.from(documents.onDidChange(show), vscode.window.onDidChangeActiveTextEditor(show));
}
