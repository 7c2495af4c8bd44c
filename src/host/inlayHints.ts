/** The output shape after every layer: `6×28×28`. */
import * as vscode from 'vscode';
import type { LayerSummary } from '../engine/summary';
import type { Documents } from './documents';
import { SELECTOR } from './networkFile';
import { plural, shapeWithoutBatch } from './numbers';
import { onSettingsChange, settingsFor } from './settings';

export function registerInlayHints(documents: Documents): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const shown = new Map<string, number>();

  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changes.event,
    async provideInlayHints(source, range, token) {
      if (!settingsFor(source.uri).inlayHints) return [];
      const analysis = await documents.latest(source.uri);
      if (token.isCancellationRequested) return [];
      const layers = analysis?.network?.layers ?? [];
      return layers.flatMap((layer) => hintFor(layer, source) ?? []).filter(({ position }) => range.contains(position));
    },
  };

  return vscode.Disposable.from(
    changes,
    // Shapes change with the text, not with a run.
    documents.onDidChange(({ key, current }) => {
      if (!current || shown.get(key) === current.version) return;
      shown.set(key, current.version);
      changes.fire();
    }),
    onSettingsChange(() => changes.fire()),
    vscode.languages.registerInlayHintsProvider(SELECTOR, provider),
  );
}

function hintFor(layer: LayerSummary, source: vscode.TextDocument): vscode.InlayHint | undefined {
  const { range, output, outputHint } = layer;
  const label = output ? shapeWithoutBatch(output) : outputHint;
  if (!range || label === '' || label === '?') return undefined;
  const end = new vscode.Position(range.endLine, range.endColumn);
  const after = source.getText(new vscode.Range(end, end.translate(0, 1))) === ',' ? end.translate(0, 1) : end;
  const hint = new vscode.InlayHint(after, label, vscode.InlayHintKind.Type);
  hint.paddingLeft = true;
  if (output) hint.tooltip = `${output.join('×')} with the batch · ${plural(layer.parameterCount, 'parameter')}`;
  return hint;
}
