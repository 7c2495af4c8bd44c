/** What the suites share: definitions in the workspace, the extension's own services, and waiting for a condition. */
import * as assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { GradLens } from '../../src/extension';

/** Two samples, channels 2 → 3, an oblong kernel, a stride that leaves a remainder. */
export const SOUND = `{
  "name": "nasty",
  "input": { "shape": [2, 2, 5, 6], "data": { "random": "normal", "seed": 3 } },
  "target": [1, 0],
  "loss": "CrossEntropyLoss",
  "layers": [
    { "name": "conv", "type": "Conv2d",
      "out_channels": 3, "kernel_size": [2, 3], "stride": [2, 1] },
    { "type": "Tanh" }, // element by element
    { "type": "Flatten" },
    { "name": "fc", "type": "Linear", "out_features": 4 }
  ]
}
`;

/** The second convolution's 5×5 kernel does not fit its input of 3 rows. */
export const MISFIT = `{
  "name": "narrow",
  "input": { "shape": [1, 1, 7, 9], "data": { "random": "normal", "seed": 1 } },
  "target": [0],
  "loss": "CrossEntropyLoss",
  "layers": [
    { "name": "conv1", "type": "Conv2d", "out_channels": 2, "kernel_size": 5 },
    { "name": "conv2", "type": "Conv2d", "out_channels": 3, "kernel_size": 5 },
    { "type": "Flatten" },
    { "name": "fc", "type": "Linear", "out_features": 2 }
  ]
}
`;

export async function gradLens(): Promise<GradLens> {
  const extension = vscode.extensions.getExtension<GradLens>('gradlens.gradlens');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** Resolves with the first result that is neither undefined nor false; the suite's own limit ends the wait. */
export async function until<T>(condition: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== false) return result;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A file of its own in the workspace, open in an editor. */
export async function openText(text: string, name = `${randomUUID()}.net.json`): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder, 'the suite runs in a folder');
  const uri = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Changes the text of an open document without saving it. */
export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, `${from} stands in the document`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

export const positionOf = (document: vscode.TextDocument, text: string, inside = 0): vscode.Position =>
  document.positionAt(document.getText().indexOf(text) + inside);

/** Lines and titles of the lenses, in order. */
export async function lenses(document: vscode.TextDocument): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return found.map(({ range, command }) => `${range.start.line + 1}: ${command?.title ?? ''}`);
}

/** Those of GradLens only; the JSON language has its own. */
export const problems = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'GradLens');
