/** The lenses above `backward` in a file of the user's: the verdict of each layer that it is. */
import * as vscode from 'vscode';
import { command, COMMANDS } from './commandIds';
import type { Documents } from './documents';
import { userLenses } from './lensText';
import { fileNameOf, toRange } from './networkFile';
import { onSettingsChange, settingsFor } from './settings';
import { CODE_SELECTOR, userLayersIn } from './userLayers';

export function registerUserLenses(documents: Documents): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  let shown = '';

  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changes.event,
    provideCodeLenses({ uri }) {
      if (!settingsFor(uri).codeLens) return [];
      const found = userLayersIn(documents, uri);
      return found.flatMap(({ document, layer, source }) => {
        const place = source.backward ?? source.forward;
        const line = place ? toRange(place) : new vscode.Range(0, 0, 0, 0);
        const prefix = found.length > 1 ? `${layer.name} in ${fileNameOf(document.uri)}: ` : '';
        return userLenses(layer, document.sound, document.currentRun, prefix).map(
          ({ title, does }) => new vscode.CodeLens(line, command(title, COMMANDS[does], document.uri, layer.index)),
        );
      });
    },
  };

  /** What the lenses of all files of the user's would say: most events of a run change none of it. */
  const state = (): string =>
    JSON.stringify(
      documents
        .all()
        .map(({ key, current, currentRun, codeRevision }) => [
          key,
          codeRevision,
          current?.network?.layers.map(({ source }) => source),
          currentRun?.phase,
          currentRun?.reports.size,
        ]),
    );

  return vscode.Disposable.from(
    changes,
    documents.onDidChange(() => {
      const now = state();
      if (now === shown) return;
      shown = now;
      changes.fire();
    }),
    onSettingsChange(() => changes.fire()),
    vscode.languages.registerCodeLensProvider(CODE_SELECTOR, provider),
  );
}
