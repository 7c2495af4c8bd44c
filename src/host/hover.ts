/** The hover on a layer: shapes with their arithmetic, parameters, cost, verdict and what the layer type is. */
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { command, COMMANDS, commandLink } from './commandIds';
import type { Documents } from './documents';
import { layerHover } from './hoverText';
import { SELECTOR, toRange } from './networkFile';

/** Keys of a layer that are not options: over an option the schema's own hover speaks. */
const NOT_OPTIONS: ReadonlySet<unknown> = new Set(['name', 'type', 'inputs']);

export function registerHover(documents: Documents): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    async provideHover(source, position, token) {
      const analysis = await documents.latest(source.uri);
      if (token.isCancellationRequested) return undefined;
      const layer = analysis?.network?.layers.find(({ range }) => range && toRange(range).contains(position));
      if (!analysis || !layer || isOnOption(source, position)) return undefined;
      const markdown = new vscode.MarkdownString(
        layerHover({
          layer,
          report: documents.get(source.uri)?.currentRun?.reports.get(layer.index),
          doc: analysis.docs[layer.type],
          panelLink: commandLink(command('Show in panel', COMMANDS.openPanel, source.uri, layer.index)),
        }),
        true,
      );
      markdown.isTrusted = { enabledCommands: [COMMANDS.openPanel] };
      return new vscode.Hover(markdown);
    },
  });
}

function isOnOption(source: vscode.TextDocument, position: vscode.Position): boolean {
  const [list, , key] = getLocation(source.getText(), source.offsetAt(position)).path;
  return list === 'layers' && key !== undefined && key !== '' && !NOT_OPTIONS.has(key);
}
