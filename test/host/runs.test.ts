import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, gradLens, openText, replace, SOUND, until } from './support';

/** Enough entries that a run does not end by itself before it is cancelled. */
const LARGE = SOUND.replace('"out_features": 4', '"out_features": 40000').replace('[1, 0]', '[39999, 0]');

describe('a run', () => {
  afterEach(closeAll);

  it('is cancelled by the command, and says how far it came', async () => {
    const { documents } = await gradLens();
    const document = await openText(LARGE);
    const types: string[] = [];
    const listening = documents.onRunEvent(({ event }) => types.push(event.type));
    const run = vscode.commands.executeCommand('gradlens.check', document.uri);
    await until(() => types.includes('progress'));
    assert.equal(documents.get(document.uri)?.run?.phase, 'running');
    await vscode.commands.executeCommand('gradlens.cancel', document.uri);
    await run;
    listening.dispose();
    assert.equal(types.at(-1), 'runCancelled');
    assert.equal(documents.get(document.uri)?.currentRun?.phase, 'cancelled');
  });

  it('of a text that has changed is cancelled, and nothing of it is shown', async () => {
    const { documents } = await gradLens();
    const document = await openText(LARGE);
    const run = vscode.commands.executeCommand('gradlens.check', document.uri);
    await until(() => documents.get(document.uri)?.run?.checking);
    await replace(document, '"nasty"', '"other"');
    await run;
    assert.equal(documents.get(document.uri)?.run?.phase, 'cancelled');
    assert.equal(documents.get(document.uri)?.currentRun, undefined);
  });

  it('fails when the engine is restarted under it; the next one is sound', async () => {
    const { documents } = await gradLens();
    const document = await openText(LARGE);
    const run = vscode.commands.executeCommand('gradlens.check', document.uri);
    await until(() => documents.get(document.uri)?.run?.checking);
    await vscode.commands.executeCommand('gradlens.restartEngine');
    await run;
    assert.equal(documents.get(document.uri)?.currentRun?.phase, 'failed');
    const other = await openText(SOUND);
    await vscode.commands.executeCommand('gradlens.check', other.uri);
    assert.equal(documents.get(other.uri)?.currentRun?.report?.verdict, 'right');
  });

  it('uses the tolerance that is set', async () => {
    const { documents } = await gradLens();
    const settings = vscode.workspace.getConfiguration('gradlens');
    const document = await openText(SOUND);
    await settings.update('rtol', 0.001, vscode.ConfigurationTarget.Workspace);
    try {
      await vscode.commands.executeCommand('gradlens.check', document.uri);
      assert.match(documents.get(document.uri)!.currentRun!.report!.rule, /10⁻³/);
    } finally {
      await settings.update('rtol', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('follows a save where that is set', async () => {
    const { documents } = await gradLens();
    const settings = vscode.workspace.getConfiguration('gradlens');
    const document = await openText(SOUND);
    await settings.update('checkOnSave', true, vscode.ConfigurationTarget.Workspace);
    try {
      await replace(document, '"nasty"', '"saved"');
      await document.save();
      const report = await until(() => documents.get(document.uri)?.currentRun?.report);
      assert.equal(report.verdict, 'right');
    } finally {
      await settings.update('checkOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
