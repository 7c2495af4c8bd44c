/** The output shape after every layer: `6×28×28`. */
import * as vscode from 'vscode';
import type { LayerSummary, NetworkSummary, SourceRange } from '../engine/summary';
import type { Documents } from './documents';
import { SELECTOR, toRange } from './networkFile';
import { plural, shapeWithoutBatch } from './numbers';
import { onSettingsChange, settingsFor } from './settings';
import { shownOutput } from './shownShapes';
import { layersText, outputText } from './severalLayers';

export function registerInlayHints(documents: Documents): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const shown = new Map<string, unknown>();

  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changes.event,
    async provideInlayHints(source, range, token) {
      if (!settingsFor(source.uri).inlayHints) return [];
      const analysis = await documents.latest(source.uri);
      if (token.isCancellationRequested) return [];
      const network = analysis?.network;
      const hints = analysis?.models
        ? network && hintsInSource(network)
        : network?.layers.flatMap((layer) => hintFor(layer, source) ?? []);
      return (hints ?? []).filter(({ position }) => range.contains(position));
    },
  };

  return vscode.Disposable.from(
    changes,
    // Shapes change with the text, not with a run.
    documents.onDidChange(({ key, current }) => {
      if (!current || shown.get(key) === current) return;
      shown.set(key, current);
      changes.fire();
    }),
    onSettingsChange(() => changes.fire()),
    vscode.languages.registerInlayHintsProvider(SELECTOR, provider),
  );
}

/**
 * After the lines that make layers and the calls in `forward`; of calls within calls only after the outermost, and of
 * what makes a block nothing, as its layers have their own.
 */
function hintsInSource(network: NetworkSummary): vscode.InlayHint[] {
  const sites = network.sites ?? [];
  const shown = sites.filter(({ role, own, range }) => {
    if (role === 'definition') return own;
    return !sites.some((other) => other.role === 'call' && other.range !== range && contains(other.range, range));
  });
  return shown.flatMap(({ range, layers: indices }) => {
    const layers = indices.flatMap((index) => network.layers[index] ?? []);
    const label = outputText(layers);
    if (label === undefined) return [];
    const hint = new vscode.InlayHint(toRange(range).end, label, vscode.InlayHintKind.Type);
    hint.paddingLeft = true;
    const output = layers[0] && shownOutput(layers[0]);
    hint.tooltip = `${layersText(layers)}${output && layers.length === 1 ? ` · ${output.join('×')} with the batch` : ''}`;
    return [hint];
  });
}

const contains = (outer: SourceRange, inner: SourceRange): boolean => toRange(outer).contains(toRange(inner));

function hintFor(layer: LayerSummary, source: vscode.TextDocument): vscode.InlayHint | undefined {
  const { range, outputHint } = layer;
  const output = shownOutput(layer);
  const label = output ? shapeWithoutBatch(output) : outputHint;
  if (!range || label === '' || label === '?') return undefined;
  const end = new vscode.Position(range.endLine, range.endColumn);
  const after = source.getText(new vscode.Range(end, end.translate(0, 1))) === ',' ? end.translate(0, 1) : end;
  const hint = new vscode.InlayHint(after, label, vscode.InlayHintKind.Type);
  hint.paddingLeft = true;
  if (output) hint.tooltip = `${output.join('×')} with the batch · ${plural(layer.parameterCount, 'parameter')}`;
  return hint;
}
