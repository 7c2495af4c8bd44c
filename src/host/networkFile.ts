/** Which documents are network definitions, and how places in them are named to VS Code. */
import * as vscode from 'vscode';
import type { NetworkSummary, SourceRange } from '../engine/summary';

export const SELECTOR: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.net.json' };

export const isNetworkUri = (uri: vscode.Uri): boolean => uri.scheme === 'file' && uri.path.endsWith('.net.json');

/** The document that a command without an argument means. */
export function activeNetworkUri(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && isNetworkUri(uri) ? uri : undefined;
}

export const fileNameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** With a slash at its end. */
export const folderOf = (uri: vscode.Uri): string => uri.path.slice(0, uri.path.lastIndexOf('/') + 1);

export const toRange = ({ startLine, startColumn, endLine, endColumn }: SourceRange): vscode.Range =>
  new vscode.Range(startLine, startColumn, endLine, endColumn);

/** Where layer `index` stands; −1 is the input, `layers.length` the loss. */
export function rangeOfLayer(network: NetworkSummary, index: number): vscode.Range | undefined {
  const range = index === network.layers.length ? network.loss.range : network.layers[index]?.range;
  return range && toRange(range);
}

/** The layer whose source holds `position`, else one on its line; `layers.length` is the loss. */
export function layerAt({ layers, loss }: NetworkSummary, position: vscode.Position): number | undefined {
  const places = [...layers, { ...loss, index: layers.length }];
  const inside = places.find(({ range }) => range && toRange(range).contains(position));
  const sameLine = ({ range }: { range?: SourceRange }) =>
    range && range.startLine <= position.line && position.line <= range.endLine;
  return (inside ?? places.find(sameLine))?.index;
}
