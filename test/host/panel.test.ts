import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Panel } from '../../src/host/panel';
import { closeAll, gradLens, MISFIT, openText, positionOf, replace, SOUND, until } from './support';

/** Resolves once the page has asked for its picture and got it. */
const drawn = (panel: Panel): Promise<void> =>
  new Promise((resolve) => {
    const listening = panel.onSnapshot(() => {
      listening.dispose();
      resolve();
    });
  });

const openTab = (label: string) =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find((tab) => tab.label === label);

describe('the panel', () => {
  afterEach(closeAll);

  it('opens beside the editor, once, and leaves the focus there', async () => {
    const { panels } = await gradLens();
    const document = await openText(SOUND);
    await vscode.commands.executeCommand('gradlens.openPanel', document.uri);
    const panel = panels.get(document.uri);
    assert.ok(panel);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), document.uri.toString());
    await until(() => openTab('GradLens: nasty'));
    assert.equal(openTab('GradLens: nasty')?.group.viewColumn, vscode.ViewColumn.Two);
    await vscode.commands.executeCommand('gradlens.openPanel', document.uri);
    assert.equal(panels.get(document.uri), panel);
    await replace(document, '"nasty"', '"renamed"');
    await until(() => openTab('GradLens: renamed'));
  });

  it('is drawn, and drawn again after its page was reloaded', async () => {
    const { panels } = await gradLens();
    const document = await openText(SOUND);
    const panel = await panels.open(document.uri);
    await drawn(panel);
    const again = drawn(panel);
    await vscode.commands.executeCommand('workbench.action.webview.reloadWebviewAction');
    await again;
  });

  it('is restored from what its page kept', async () => {
    const { panels } = await gradLens();
    const document = await openText(SOUND);
    const view = vscode.window.createWebviewPanel('gradlens.panel', 'GradLens', vscode.ViewColumn.Beside);
    await panels.deserializeWebviewPanel(view, { document: document.uri.toString(), panel: undefined });
    const panel = panels.get(document.uri);
    assert.ok(panel);
    assert.equal(panel.view, view);
    await drawn(panel);
  });

  it('is closed where its document cannot be found again', async () => {
    const { panels } = await gradLens();
    const view = vscode.window.createWebviewPanel('gradlens.panel', 'GradLens', vscode.ViewColumn.Beside);
    let closed = false;
    view.onDidDispose(() => (closed = true));
    await panels.deserializeWebviewPanel(view, undefined);
    await until(() => closed);
  });

  it('follows the cursor to its layer', async () => {
    const { documents, panels } = await gradLens();
    const document = await openText(SOUND);
    await panels.open(document.uri);
    await documents.latest(document.uri);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    for (const [text, layer] of [
      ['"fc"', 3],
      ['"stride"', 0],
      ['"Tanh"', 1],
    ] as const) {
      const position = positionOf(document, text, 1);
      editor.selection = new vscode.Selection(position, position);
      await until(() => documents.get(document.uri)?.selected === layer);
    }
  });

  it('computes what comes before a layer that does not fit', async () => {
    const { documents, panels } = await gradLens();
    const document = await openText(MISFIT);
    await panels.open(document.uri);
    const run = await until(() => {
      const { currentRun } = documents.get(document.uri)!;
      return currentRun && currentRun.phase !== 'running' && currentRun;
    });
    assert.deepEqual(
      run.events.flatMap((event) => (event.type === 'forwardDone' ? [event.layer] : [])),
      [-1, 0],
    );
  });

  it('keeps its document when the editor is closed', async () => {
    const { documents, panels } = await gradLens();
    const document = await openText(SOUND);
    const panel = await panels.open(document.uri);
    await drawn(panel);
    await vscode.commands.executeCommand('gradlens.check', document.uri);
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)[0]!);
    assert.equal(documents.get(document.uri)?.run?.report?.verdict, 'right');
    assert.equal(panels.get(document.uri), panel);
  });
});
