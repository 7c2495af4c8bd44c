/** The lenses on a definition's first line and above every layer. */
import * as vscode from 'vscode';
import type { LayerSummary } from '../engine/summary';
import type { Analysis } from '../worker/protocol';
import { command, COMMANDS } from './commandIds';
import type { Documents } from './documents';
import { fileLenses, layerLenses, type Lens } from './lensText';
import type { NetworkDocument } from './networkDocument';
import { isNetworkUri, SELECTOR } from './networkFile';
import { inputTitle, sourceLenses } from './sourceLens';
import { onSettingsChange, settingsFor } from './settings';

/**
 * While a run streams, lenses are drawn anew this often at most. VS Code itself waits 250 ms and more after each change,
 * and begins to wait anew with every further one, so that a faster stream would show nothing until it ends.
 */
const REDRAW_MS = 700;

export function registerCodeLenses(documents: Documents): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const drawn = new WeakMap<NetworkDocument, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const redraw = () => {
    clearTimeout(timer);
    timer = undefined;
    changes.fire();
  };
  const follow = (document: NetworkDocument) => {
    const { current, currentRun } = document;
    const state = `${document.revision} ${current?.version} ${currentRun?.run} ${currentRun?.phase}`;
    if (drawn.get(document) === state) timer ??= setTimeout(redraw, REDRAW_MS);
    else {
      drawn.set(document, state);
      redraw();
    }
  };

  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changes.event,
    async provideCodeLenses(source, token) {
      if (!settingsFor(source.uri).codeLens) return [];
      // The old lenses move along with the text until the new ones are there.
      await documents.latest(source.uri);
      return token.isCancellationRequested ? [] : lensesOf(documents, source);
    },
  };

  return vscode.Disposable.from(
    changes,
    documents.onDidChange(follow),
    onSettingsChange(redraw),
    vscode.languages.registerCodeLensProvider(SELECTOR, provider),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

function lensesOf(documents: Documents, { uri }: vscode.TextDocument): vscode.CodeLens[] {
  const document = documents.get(uri);
  const analysis = document?.current;
  if (!document || !analysis) return [];
  const at = (line: number, lenses: readonly Lens[], layer?: number) =>
    lenses.map(
      ({ title, does }) =>
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command(title, COMMANDS[does], uri, layer)),
    );
  if (analysis.models) {
    if (!document.isNetwork) return [];
    return sourceLenses(analysis, document.currentRun, documents.hasShape(uri)).map(
      ({ title, does, given, line }) =>
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command(title, COMMANDS[does], uri, given)),
    );
  }
  const layers = withLinesOfTheirOwn(analysis.network?.layers ?? []);
  return [
    ...at(0, [...fileLenses(analysis, document.currentRun), ...inputLenses(analysis, uri, documents)]),
    ...layers.flatMap((layer) =>
      layer.range
        ? at(layer.range.startLine, layerLenses(layer, document.sound, document.currentRun), layer.index)
        : [],
    ),
  ];
}

/** A model.json says nothing of how it is run. */
function inputLenses({ network }: Analysis, uri: vscode.Uri, documents: Documents): Lens[] {
  if (isNetworkUri(uri)) return [];
  const title = network ? inputTitle(network, documents.hasShape(uri)) : 'Set input shape…';
  return [{ title, does: 'changeInputShape' }];
}

/** A file that was written by a program may be one long line: its layers then have no room for lenses. */
function withLinesOfTheirOwn(layers: readonly LayerSummary[]): LayerSummary[] {
  const lines = new Map<number | undefined, number>();
  for (const { range } of layers) lines.set(range?.startLine, (lines.get(range?.startLine) ?? 0) + 1);
  return layers.filter(({ range }) => (lines.get(range?.startLine) ?? 0) <= 4);
}
