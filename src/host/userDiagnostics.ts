/** Problems of the user's own code, and its wrong gradients, each in its own file. */
import * as vscode from 'vscode';
import { SOURCE } from './diagnostics';
import type { Documents } from './documents';
import { fileNameOf, toRange } from './networkFile';
import type { NetworkDocument } from './networkDocument';
import { userLayersOf } from './userLayers';
import { wrongSentences } from './verdictText';

export function registerUserDiagnostics(documents: Documents): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('gradlens-code');
  const found = new Map<NetworkDocument, { readonly state: string; readonly byPath: ByPath }>();

  const show = (document: NetworkDocument) => {
    const before = found.get(document)?.byPath ?? new Map<string, vscode.Diagnostic[]>();
    if (documents.get(document.uri) !== document) found.delete(document);
    else {
      // What was found stays, and moves with the text, until the new code is known.
      if (!document.current) return;
      const { current, currentRun } = document;
      const state = `${current.version} ${document.codeRevision} ${currentRun?.run} ${currentRun?.phase} ${currentRun?.reports.size} ${current.codeProblems.length}`;
      if (found.get(document)?.state === state) return;
      found.set(document, { state, byPath: diagnosticsOf(document, documents) });
    }
    const now = found.get(document)?.byPath ?? new Map<string, vscode.Diagnostic[]>();
    for (const path of new Set([...before.keys(), ...now.keys()])) {
      const all = [...found.values()].flatMap(({ byPath }) => byPath.get(path) ?? []);
      collection.set(vscode.Uri.file(path), all);
    }
  };

  return vscode.Disposable.from(collection, documents.onDidChange(show));
}

type ByPath = ReadonlyMap<string, vscode.Diagnostic[]>;

const isSource = (path: string): boolean => path.endsWith('.py');

function diagnosticsOf(document: NetworkDocument, documents: Documents): ByPath {
  const byPath = new Map<string, vscode.Diagnostic[]>();
  const add = (path: string, range: vscode.Range, message: string, severity = vscode.DiagnosticSeverity.Error) => {
    const diagnostic = new vscode.Diagnostic(range, message, severity);
    diagnostic.source = SOURCE;
    byPath.set(path, [...(byPath.get(path) ?? []), diagnostic]);
    return diagnostic;
  };
  for (const { message, severity, place } of document.current?.codeProblems ?? []) {
    // Of source that is open for itself, its own analysis speaks.
    if (isSource(place.path) && documents.get(vscode.Uri.file(place.path))?.isNetwork) continue;
    const level =
      severity === 'error' && !isSource(place.path)
        ? vscode.DiagnosticSeverity.Error
        : vscode.DiagnosticSeverity.Warning;
    add(place.path, toRange(place.range), message, level);
  }
  for (const event of document.currentRun?.events ?? []) {
    if (event.type === 'runFailed' && event.place) add(event.place.path, toRange(event.place.range), event.message);
  }
  for (const { layer, source, report } of userLayersOf(document)) {
    if (report?.verdict !== 'wrong') continue;
    const range = source.backward ? toRange(source.backward) : new vscode.Range(0, 0, 0, 1);
    for (const sentence of wrongSentences(report)) {
      const wrong = add(source.path, range, sentence);
      const where = layer.range && new vscode.Location(document.uri, toRange(layer.range).start);
      const text = `${layer.name} in ${fileNameOf(document.uri)}`;
      if (where) wrong.relatedInformation = [new vscode.DiagnosticRelatedInformation(where, text)];
    }
  }
  return byPath;
}
