/** The hover on a layer: shapes with their arithmetic, parameters, cost, verdict and what the layer type is. */
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { LayerSummary, NetworkSummary } from '../engine/summary';
import type { Analysis } from '../worker/protocol';
import { command, COMMANDS, commandLink } from './commandIds';
import type { Documents } from './documents';
import { layerHover } from './hoverText';
import { isNetworkUri, SELECTOR, siteAt, toRange } from './networkFile';
import { shownInputs } from './shownShapes';
import { inputFooter, modelHover, severalHover } from './sourceHoverText';

/** Keys of a layer that are not options: over an option the schema's own hover speaks. */
const NOT_OPTIONS: ReadonlySet<unknown> = new Set(['name', 'type', 'inputs']);

interface Found {
  readonly text: string;
  readonly range?: vscode.Range;
}

export function registerHover(documents: Documents): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    async provideHover(source, position, token) {
      const analysis = await documents.latest(source.uri);
      const network = analysis?.network;
      if (token.isCancellationRequested || !network) return undefined;
      const found = analysis.models
        ? hoverInSource(documents, source.uri, analysis, network, position)
        : hoverOnLayer(documents, source, analysis, network, position);
      if (!found) return undefined;
      const markdown = new vscode.MarkdownString(found.text, true);
      markdown.isTrusted = { enabledCommands: [COMMANDS.openPanel, COMMANDS.changeInputShape] };
      return new vscode.Hover(markdown, found.range);
    },
  });
}

function hoverOnLayer(
  documents: Documents,
  source: vscode.TextDocument,
  analysis: Analysis,
  network: NetworkSummary,
  position: vscode.Position,
): Found | undefined {
  const layer = network.layers.find(({ range }) => range && toRange(range).contains(position));
  if (!layer || (isNetworkUri(source.uri) && isOnOption(source, position))) return undefined;
  return { text: textOf(documents, source.uri, analysis, network, layer) };
}

function hoverInSource(
  documents: Documents,
  uri: vscode.Uri,
  { models = [], ...analysis }: Analysis,
  network: NetworkSummary,
  position: vscode.Position,
): Found | undefined {
  const changeLink = commandLink(command('Change', COMMANDS.changeInputShape, uri));
  const footer = inputFooter(network, documents.hasShape(uri), changeLink);
  const model = models.find(({ chosen, range }) => chosen && toRange(range).contains(position));
  if (model) return { text: modelHover(network, footer), range: toRange(model.range) };
  const site = siteAt(network, position);
  if (!site) return undefined;
  const layers = site.layers.flatMap((index) => network.layers[index] ?? []);
  const [only, ...more] = layers;
  const text =
    only && more.length === 0
      ? textOf(documents, uri, analysis, network, only, footer)
      : severalHover(site, layers, network, documents.get(uri)?.currentRun, footer);
  return { text, range: toRange(site.range) };
}

function textOf(
  documents: Documents,
  uri: vscode.Uri,
  { docs }: Pick<Analysis, 'docs'>,
  network: NetworkSummary,
  layer: LayerSummary,
  footer?: string,
): string {
  return layerHover({
    layer,
    report: documents.get(uri)?.currentRun?.reports.get(layer.index),
    doc: docs[layer.type],
    panelLink: commandLink(command('Show in panel', COMMANDS.openPanel, uri, layer.index)),
    inputs: shownInputs(layer, network),
    ...(footer === undefined ? {} : { footer }),
  });
}

function isOnOption(source: vscode.TextDocument, position: vscode.Position): boolean {
  const [list, , key] = getLocation(source.getText(), source.offsetAt(position)).path;
  return list === 'layers' && key !== undefined && key !== '' && !NOT_OPTIONS.has(key);
}
