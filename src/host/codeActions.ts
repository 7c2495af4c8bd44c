/** Quick fixes of a layer that does not fit: the edits that would make it. */
import * as vscode from 'vscode';
import type { Suggestion } from '../engine/summary';
import { MISFIT, SOURCE } from './diagnostics';
import type { Documents } from './documents';
import type { Engine } from './engine';
import { SELECTOR, toRange } from './networkFile';

class SuggestionAction extends vscode.CodeAction {
  constructor(
    readonly suggestion: Suggestion,
    readonly uri: vscode.Uri,
    problems: vscode.Diagnostic[],
  ) {
    super(`Fit with ${suggestion.label} → ${suggestion.result}`, vscode.CodeActionKind.QuickFix);
    this.diagnostics = problems;
  }
}

export function registerCodeActions(documents: Documents, engine: Engine): vscode.Disposable {
  const provider: vscode.CodeActionProvider<SuggestionAction> = {
    async provideCodeActions({ uri }, range, { diagnostics }, token) {
      const problems = diagnostics.filter(({ source, code }) => source === SOURCE && code === MISFIT);
      if (problems.length === 0) return [];
      const analysis = await documents.latest(uri);
      const misfits = analysis?.network?.layers.filter(
        (layer) => layer.misfit && layer.range && toRange(layer.range).intersection(range),
      );
      const actions: SuggestionAction[] = [];
      for (const { index } of misfits ?? []) {
        if (token.isCancellationRequested) return [];
        const suggestions = await engine.call('suggestions', { key: uri.toString(), layer: index });
        actions.push(...suggestions.map((suggestion) => new SuggestionAction(suggestion, uri, problems)));
      }
      if (actions[0]) actions[0].isPreferred = true;
      return actions;
    },
    async resolveCodeAction(action) {
      action.edit = await suggestionEdit(engine, action.uri, action.suggestion);
      return action;
    },
  };
  return vscode.languages.registerCodeActionsProvider(SELECTOR, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

/** The smallest change of the text that applies a suggestion. */
export async function suggestionEdit(
  engine: Engine,
  uri: vscode.Uri,
  suggestion: Suggestion,
): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  const changes = await engine.call('edits', { key: uri.toString(), suggestion });
  for (const { range, text } of changes) edit.replace(uri, toRange(range), text);
  return edit;
}
