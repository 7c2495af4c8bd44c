/** Which layers of which open networks stand in a file of the user's. */
import type * as vscode from 'vscode';
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
