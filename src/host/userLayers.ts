/** Which layers of which open networks stand in a file of the user's. */
import * as vscode from 'vscode';
import type { LayerReport, LayerSource, LayerSummary } from '../engine/summary';
import type { Documents } from './documents';
import type { NetworkDocument } from './networkDocument';
import { pathOf } from './userCode';

export interface UserLayer {
  readonly document: NetworkDocument;
  readonly layer: LayerSummary;
  readonly source: LayerSource;
  /** Of the last run. */
  readonly report: LayerReport | undefined;
}

export const CODE_SELECTOR: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.{ts,mts,cts,js,mjs,cjs}' };

export function userLayersOf(document: NetworkDocument): UserLayer[] {
  const layers = document.current?.network?.layers ?? [];
  return layers.flatMap((layer) =>
    layer.source
      ? [{ document, layer, source: layer.source, report: document.currentRun?.reports.get(layer.index) }]
      : [],
  );
}

export const userLayersIn = (documents: Documents, uri: vscode.Uri): UserLayer[] =>
  documents
    .all()
    .flatMap(userLayersOf)
    .filter(({ source }) => source.path === pathOf(uri));

/** What the code in the editor is, in the first open network that names it. */
export function layerInFront(documents: Documents): UserLayer | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && userLayersIn(documents, uri)[0];
}

/** The network that a command without an argument means: the one in the editor, or one that the code in it belongs to. */
export function networkInFront(documents: Documents): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const document = uri && documents.get(uri);
  return document?.isNetwork ? uri : layerInFront(documents)?.document.uri;
}
