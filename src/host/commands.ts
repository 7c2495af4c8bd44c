/** The commands of the palette, the lenses and the links. */
import * as vscode from 'vscode';
import { COMMANDS } from './commandIds';
import type { Documents } from './documents';
import type { Engine } from './engine';
import { fileNameOf, layerAt } from './networkFile';
import type { Panels } from './panels';
import { layerInFront, networkInFront } from './userLayers';

export interface CommandServices {
  readonly documents: Documents;
  readonly panels: Panels;
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
}

export function registerCommands({ documents, panels, engine, log }: CommandServices): vscode.Disposable {
  const on = (id: string, run: (uri: vscode.Uri, layer?: number) => Promise<unknown>) =>
    vscode.commands.registerCommand(id, async (given?: unknown, layer?: unknown) => {
      const uri = uriFrom(given) ?? panels.active() ?? networkInFront(documents);
      if (uri) await run(uri, typeof layer === 'number' ? layer : undefined);
      else void vscode.window.showInformationMessage('Open a network definition (*.net.json) first.');
    });

  return vscode.Disposable.from(
    // The engine computes while the panel's page loads.
    on(COMMANDS.check, (uri) => Promise.all([documents.check(uri), panels.open(uri)])),
    on(COMMANDS.checkLayer, async (uri, given) => {
      const layer = given ?? layerInFront(documents)?.layer.index ?? (await layerAtCursor(documents, uri));
      const layers = layer === undefined ? undefined : [layer];
      await Promise.all([documents.check(uri, { layers }), panels.open(uri, layer)]);
    }),
    on(COMMANDS.compare, async (uri) => {
      const against = await chooseDump(uri);
      if (against) await Promise.all([documents.check(uri, { against }), panels.open(uri)]);
    }),
    on(COMMANDS.openPanel, (uri, layer) => panels.open(uri, layer)),
    on(COMMANDS.cancel, (uri) => documents.cancel(uri)),
    vscode.commands.registerCommand(COMMANDS.restartEngine, () => {
      engine.restart();
      documents.refresh();
    }),
    vscode.commands.registerCommand(COMMANDS.showLog, () => log.show()),
  );
}

/** Menus and lenses hand over a Uri, links in Markdown its text. */
function uriFrom(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  return typeof given === 'string' ? vscode.Uri.parse(given, true) : undefined;
}

/** A file of gradients that somebody computed elsewhere. */
async function chooseDump(network: vscode.Uri): Promise<vscode.Uri | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: `Compare ${fileNameOf(network)} with my gradients`,
      openLabel: 'Compare',
      defaultUri: vscode.Uri.joinPath(network, '..'),
      filters: { Gradients: ['npz', 'npy', 'safetensors', 'json'] },
    })) ?? [];
  return chosen;
}

async function layerAtCursor(documents: Documents, uri: vscode.Uri): Promise<number | undefined> {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const network = (await documents.latest(uri))?.network;
  const chosen = documents.get(uri)?.selected;
  return network && editor ? layerAt(network, editor.selection.active) : chosen;
}
