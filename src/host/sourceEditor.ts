/** The definition's own editor: showing a layer in it, and following the cursor. */
import * as vscode from 'vscode';
import type { SourceRange } from '../engine/summary';
import type { Documents } from './documents';
import { layerAt, rangeOfLayer, toRange } from './networkFile';
import type { NetworkDocument } from './networkDocument';

const editorOf = ({ key }: NetworkDocument): vscode.TextEditor | undefined =>
  vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);

/** Brings a layer's line into view and puts the cursor there; the focus stays where it is. */
export function revealLayer(document: NetworkDocument, layer: number): void {
  const range = document.current?.network && rangeOfLayer(document.current.network, layer);
  const editor = editorOf(document);
  if (!range || !editor) return;
  if (!range.contains(editor.selection.active)) editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/**
 * Opens the source at a layer, or at one option of it, with the focus. The source of a layer of the user's own is its
 * code.
 */
export async function focusSource(document: NetworkDocument, layer: number, option?: string): Promise<void> {
  const { source: own, elsewhere } = document.current?.network?.layers[layer] ?? {};
  if (own && option === undefined) return focusCode(own.path, own.backward ?? own.forward);
  if (elsewhere) return focusCode(elsewhere.path, elsewhere.range);
  const range = document.current?.network && rangeOfLayer(document.current.network, layer);
  await focus(document, range && option !== undefined ? (optionRange(document, range, option) ?? range) : range);
}

/** Opens the source where a problem stands. */
export const focusPlace = (document: NetworkDocument, place: SourceRange): Promise<void> =>
  focus(document, toRange(place));

async function focus(document: NetworkDocument, place: vscode.Range | undefined): Promise<void> {
  const viewColumn = editorOf(document)?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document.uri, { viewColumn });
  if (!place) return;
  editor.selection = new vscode.Selection(place.start, place.start);
  editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function focusCode(path: string, place: SourceRange | undefined): Promise<void> {
  const uri = vscode.Uri.file(path);
  const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const editor = await vscode.window.showTextDocument(uri, { viewColumn: open?.viewColumn ?? vscode.ViewColumn.One });
  if (!place) return;
  const range = toRange(place);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Where `"kernel_size"`, or in Python `kernel_size=`, stands within a layer. */
function optionRange({ source }: NetworkDocument, layer: vscode.Range, option: string): vscode.Range | undefined {
  const text = source.getText(layer);
  const found = new RegExp(`"${option}"|\\b${option}(?=\\s*=)`).exec(text);
  if (!found) return undefined;
  const start = source.offsetAt(layer.start) + found.index;
  return new vscode.Range(source.positionAt(start), source.positionAt(start + found[0].length));
}

/** The layer under the cursor is the selected one. */
export function followCursor(documents: Documents): vscode.Disposable {
  return vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
    const document = documents.get(textEditor.document.uri);
    const network = document?.current?.network;
    const position = selections[0]?.active;
    if (!document || !network || !position) return;
    const layer = layerAt(network, position, document.selected);
    if (layer !== undefined) documents.select(document, layer);
  });
}
