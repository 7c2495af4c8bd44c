/** A file of the user's that is opened without the network that names it: the network is followed too. */
import * as vscode from 'vscode';
import type { Documents } from './documents';
import { fileNameOf, isNetworkUri } from './networkFile';
import { layerInFront, userLayersIn } from './userLayers';

const CODE = /\.[cm]?[jt]s$/;
/** A workspace with more networks than this is not searched to its end. */
const MOST = 200;

export function followOwnNetworks(documents: Documents): vscode.Disposable {
  /** What keeps networks alive, by the code file for which they were found. */
  const pins = new Map<string, vscode.Disposable>();

  const look = async ({ uri }: vscode.TextDocument) => {
    const key = uri.toString();
    if (uri.scheme !== 'file' || !CODE.test(uri.path) || pins.has(key)) return;
    if (userLayersIn(documents, uri).length > 0) return;
    pins.set(key, new vscode.Disposable(() => undefined));
    const found = await networksNaming(uri);
    // It may have been closed meanwhile.
    if (!pins.has(key)) return;
    pins.set(key, vscode.Disposable.from(...found.map((network) => documents.pin(network))));
    for (const network of found) await documents.open(network);
  };
  const forget = ({ uri }: vscode.TextDocument) => {
    pins.get(uri.toString())?.dispose();
    pins.delete(uri.toString());
  };

  /** For the palette: the file in front is a layer of an open network. */
  let shown = false;
  const setContext = () => {
    const isOwn = layerInFront(documents) !== undefined;
    if (isOwn === shown) return;
    shown = isOwn;
    void vscode.commands.executeCommand('setContext', 'gradlens.ownCode', isOwn);
  };

  for (const { document } of vscode.window.visibleTextEditors) void look(document);
  return vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach(({ document }) => void look(document))),
    vscode.window.onDidChangeActiveTextEditor(setContext),
    documents.onDidChange(setContext),
    vscode.workspace.onDidCloseTextDocument(forget),
    new vscode.Disposable(() => pins.forEach((pin) => pin.dispose())),
  );
}

async function networksNaming(code: vscode.Uri): Promise<vscode.Uri[]> {
  const name = fileNameOf(code);
  const candidates = await vscode.workspace.findFiles('**/*.net.json', '**/node_modules/**', MOST);
  const named = await Promise.all(
    candidates.filter(isNetworkUri).map(async (uri) => {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      return text.includes(`/${name}"`) ? [uri] : [];
    }),
  );
  return named.flat();
}
