/** Which documents are network definitions, and how places in them are named to VS Code. */
import * as vscode from 'vscode';
import type { NetworkSummary, Site, SourceRange } from '../engine/summary';

/** Files that may be network definitions; most Python and JSON files are none, and get nothing. */
export const SELECTOR: vscode.DocumentSelector = [
  { scheme: 'file', pattern: '**/*.{py,json}' },
  { scheme: 'file', language: 'python' },
];

/** The format of GradLens's own, of which every file is a network definition. */
export const isNetworkUri = (uri: vscode.Uri): boolean => uri.scheme === 'file' && uri.path.endsWith('.net.json');

export const isSourceUri = (uri: vscode.Uri): boolean => uri.scheme === 'file' && uri.path.endsWith('.py');

/** A quick look at the text: may it define a network? Said rather too often than not. */
export function mayDefineNetwork(source: vscode.TextDocument): boolean {
  const { uri } = source;
  if (isNetworkUri(uri)) return true;
  if (isSourceUri(uri)) return /\bModule\b|\bSequential\b|\bkeras\b/.test(source.getText());
  if (uri.scheme !== 'file' || !uri.path.endsWith('.json')) return false;
  const text = source.getText();
  return /"class_name"\s*:\s*"(Sequential|Functional|Model)"/.test(text) && text.includes('"config"');
}

export const fileNameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** With a slash at its end. */
export const folderOf = (uri: vscode.Uri): string => uri.path.slice(0, uri.path.lastIndexOf('/') + 1);

export const toRange = ({ startLine, startColumn, endLine, endColumn }: SourceRange): vscode.Range =>
  new vscode.Range(startLine, startColumn, endLine, endColumn);

/** The smallest place of the source that holds `position`; of a network that is written as code. */
export function siteAt({ sites = [] }: NetworkSummary, position: vscode.Position): Site | undefined {
  const size = ({ range }: Site): number =>
    (range.endLine - range.startLine) * 10_000 + range.endColumn - range.startColumn;
  const around = sites.filter(({ range }) => toRange(range).contains(position));
  return around.sort((a, b) => size(a) - size(b))[0];
}

/** Where layer `index` stands; −1 is the input, `layers.length` the loss. */
export function rangeOfLayer(network: NetworkSummary, index: number): vscode.Range | undefined {
  const range = index === network.layers.length ? network.loss.range : network.layers[index]?.range;
  return range && toRange(range);
}

/**
 * The layer whose source holds `position`, else one on its line; `layers.length` is the loss. Where a place is several
 * layers, the one that is selected already.
 */
export function layerAt(
  network: NetworkSummary,
  position: vscode.Position,
  selected: number | undefined,
): number | undefined {
  const { layers, loss, sites } = network;
  const site = siteAt(network, position) ?? sites?.find(({ range }) => range.startLine === position.line);
  if (site) return site.layers.find((layer) => layer === selected) ?? site.layers[0];
  const places = [...layers, { ...loss, index: layers.length }];
  const inside = places.find(({ range }) => range && toRange(range).contains(position));
  const sameLine = ({ range }: { range?: SourceRange }) =>
    range && range.startLine <= position.line && position.line <= range.endLine;
  return (inside ?? places.find(sameLine))?.index;
}
