/** On the line of a model: write the shape of its input into the file, where others find it too. */
import * as vscode from 'vscode';
import { command, COMMANDS } from './commandIds';
import type { Documents } from './documents';
import { SELECTOR } from './networkFile';
import { shownInput } from './shownShapes';

export function registerSourceActions(documents: Documents): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions({ uri }, range, _context, token) {
      const analysis = await documents.latest(uri);
      const { network, models } = analysis ?? {};
      if (token.isCancellationRequested || !network || !models) return [];
      const isStated = network.input.origin === undefined && !documents.hasShape(uri);
      const onModel = models.some(({ chosen, range: own }) => chosen && own.startLine === range.start.line);
      if (isStated || !onModel) return [];
      const title = `Write input=(${shownInput(network.input).join(', ')}) into a "# gradlens:" comment`;
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
      action.command = command(title, COMMANDS.writeInputShape, uri);
      return [action];
    },
  };
  return vscode.languages.registerCodeActionsProvider(SELECTOR, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.RefactorRewrite],
  });
}
