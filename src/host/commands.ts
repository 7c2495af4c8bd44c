/** The commands of the palette, the lenses and the links. */
import * as vscode from 'vscode';
import { COMMANDS } from './commandIds';
import type { Documents } from './documents';
import type { Engine } from './engine';
import { fileNameOf, layerAt, mayDefineNetwork } from './networkFile';
import { changeInputShape, chooseModel, pickLayers, writeInputShape } from './sourceCommands';
import type { Choices } from './choices';
import type { Panels } from './panels';
import { layerInFront, networkInFront } from './userLayers';

export interface CommandServices {
  readonly documents: Documents;
  readonly panels: Panels;
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
  readonly choices: Choices;
}

export function registerCommands(services: CommandServices): vscode.Disposable {
  const { documents, panels, engine, log, choices } = services;
  const onAny = (id: string, run: (uri: vscode.Uri, more: unknown) => Promise<unknown>) =>
    vscode.commands.registerCommand(id, async (given?: unknown, more?: unknown) => {
      const uri = uriFrom(given) ?? panels.active() ?? networkInFront(documents);
      if (!uri) tell('Open a network definition first: a *.net.json, Python source, or a model.json.');
      else if (!mayDefineNetwork(await vscode.workspace.openTextDocument(uri))) {
        tell(`There is no network in ${fileNameOf(uri)}.`);
      } else await run(uri, more);
    });
  const on = (id: string, run: (uri: vscode.Uri, layer?: number) => Promise<unknown>) =>
    onAny(id, (uri, layer) => run(uri, typeof layer === 'number' ? layer : undefined));

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
    onAny(COMMANDS.chooseModel, (uri, proposal) =>
      chooseModel(documents, choices, uri, typeof proposal === 'string' ? proposal : undefined),
    ),
    on(COMMANDS.changeInputShape, (uri) => changeInputShape(documents, engine, choices, uri)),
    on(COMMANDS.writeInputShape, (uri) => writeInputShape(documents, engine, choices, uri)),
    onAny(COMMANDS.checkModel, async (uri, model) => {
      if (typeof model === 'string') await choices.chooseModel(uri, model);
      await Promise.all([documents.check(uri), panels.open(uri)]);
    }),
    onAny(COMMANDS.pickLayers, async (uri, indices) => {
      const layers = await pickLayers(documents, uri, Array.isArray(indices) ? indices.map(Number) : []);
      if (layers) await Promise.all([documents.check(uri, { layers }), panels.open(uri, layers[0])]);
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

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
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
  return network && editor ? layerAt(network, editor.selection.active, chosen) : chosen;
}
