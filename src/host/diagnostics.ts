/** Problems of the file as one types, and wrong gradients, in the Problems view. */
import * as vscode from 'vscode';
import type { LocatedProblem, NetworkSummary } from '../engine/summary';
import type { Documents } from './documents';
import { rangeOfLayer, toRange } from './networkFile';
import type { NetworkDocument } from './networkDocument';
import type { RunState } from './runState';
import { wrongSentences } from './verdictText';

export const SOURCE = 'GradLens';

/** Code of a problem that says that a layer does not fit: there are suggestions for it. */
export const MISFIT = 'misfit';

export function registerDiagnostics(documents: Documents): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('gradlens');
  const shown = new WeakMap<NetworkDocument, { analysis: unknown; reports: unknown }>();

  const show = (document: NetworkDocument) => {
    if (documents.get(document.uri) !== document) {
      collection.delete(document.uri);
      return;
    }
    // Problems of the text before stay, and move with it, until the new ones are known.
    const { current: analysis, currentRun: run } = document;
    if (!analysis) return;
    const before = shown.get(document);
    if (before?.analysis === analysis && before.reports === run?.reports) return;
    shown.set(document, { analysis, reports: run?.reports });
    const wrong = analysis.network && run ? wrongGradients(analysis.network, run) : [];
    const problems = analysis.models
      ? problemsOfSource(document.isNetwork ? analysis.problems : [])
      : problemsOf(analysis.problems, analysis.network);
    collection.set(document.uri, [...problems, ...wrong]);
  };

  return vscode.Disposable.from(collection, documents.onDidChange(show));
}

function problemsOf(problems: readonly LocatedProblem[], network: NetworkSummary | undefined): vscode.Diagnostic[] {
  return problems.map(({ message, severity, range, layer }) => {
    const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
    const diagnostic = new vscode.Diagnostic(toRange(range), message, level);
    diagnostic.source = SOURCE;
    if (layer !== undefined && network?.layers[layer]?.misfit) diagnostic.code = MISFIT;
    return diagnostic;
  });
}

/**
 * Python runs without GradLens: what cannot be followed here is no error there. Questions are asked by lenses; there
 * are no suggestions.
 */
const problemsOfSource = (problems: readonly LocatedProblem[]): vscode.Diagnostic[] =>
  problemsOf(
    problems.filter(({ asks }) => asks === undefined).map((found) => ({ ...found, severity: 'warning' as const })),
    undefined,
  );

/** One for each tensor or property that is wrong, on the first line of its layer. */
function wrongGradients(network: NetworkSummary, run: RunState): vscode.Diagnostic[] {
  return [...run.reports.values()]
    .filter(({ verdict }) => verdict === 'wrong')
    .flatMap((report) => {
      const range = rangeOfLayer(network, report.layer);
      if (!range) return [];
      const line = range.isSingleLine
        ? range
        : new vscode.Range(range.start, new vscode.Position(range.start.line, 999));
      return wrongSentences(report).map((sentence) => {
        const diagnostic = new vscode.Diagnostic(line, sentence, vscode.DiagnosticSeverity.Error);
        diagnostic.source = SOURCE;
        return diagnostic;
      });
    });
}
