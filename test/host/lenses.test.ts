import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, gradLens, lenses, MISFIT, openText, replace, SOUND, until } from './support';

describe('lenses', () => {
  afterEach(closeAll);

  it('stand on the first line and above every layer', async () => {
    const document = await openText(SOUND);
    assert.deepEqual(await lenses(document), [
      '1: Check gradients',
      '1: Open panel',
      ...[7, 9, 10, 11].flatMap((line) => [`${line}: Check gradient`, `${line}: Explain`]),
    ]);
  });

  it('carry the verdicts of a run', async () => {
    const document = await openText(SOUND);
    await vscode.commands.executeCommand('gradlens.check', document.uri);
    const titles = await until(async () => {
      const found = await lenses(document);
      return found.some((title) => title.startsWith('11: ✓')) && found;
    });
    assert.match(titles[0]!, /^1: ✓ 139 right · max error (0|\d(\.\d)?e−\d+)$/);
    // conv has 3·2·2·3 + 3 = 39 parameters, tanh's input 2·3·2·4 = 48 entries, fc 4·24 + 4 = 100 parameters.
    for (const title of ['7: ✓ 39 entries right', '9: ✓ 48 entries right', '11: ✓ 100 entries right']) {
      assert.ok(titles.includes(title), `${title} in ${titles.join(' | ')}`);
    }
    assert.ok(titles.includes('7: Check gradient') && titles.includes('7: Explain'));
  });

  it('of one layer check that layer, and keep what is known of the others', async () => {
    const { documents } = await gradLens();
    const document = await openText(SOUND);
    await vscode.commands.executeCommand('gradlens.checkLayer', document.uri, 0);
    assert.deepEqual([...documents.get(document.uri)!.currentRun!.reports.keys()], [0]);
    await vscode.commands.executeCommand('gradlens.checkLayer', document.uri, 3);
    assert.deepEqual([...documents.get(document.uri)!.currentRun!.reports.keys()].sort(), [0, 3]);
    const titles = await lenses(document);
    assert.ok(titles.includes('7: ✓ 39 entries right') && titles.includes('11: ✓ 100 entries right'));
    assert.ok(!titles.some((title) => title.startsWith('9: ✓')));
  });

  it('forget their verdicts when the text changes', async () => {
    const document = await openText(SOUND);
    await vscode.commands.executeCommand('gradlens.check', document.uri);
    assert.ok((await lenses(document)).some((title) => title.includes('✓')));
    await replace(document, '[1, 0]', '[1, 2]');
    assert.ok(!(await lenses(document)).some((title) => title.includes('✓')));
  });

  it('say what does not fit', async () => {
    const document = await openText(MISFIT);
    assert.deepEqual(await lenses(document), [
      '1: ✗ 1 problem',
      '1: Open panel',
      '8: ✗ 5×5 kernel on 3×5 input',
      '8: Show',
    ]);
  });

  it('can be turned off', async () => {
    const settings = vscode.workspace.getConfiguration('gradlens');
    const document = await openText(SOUND);
    await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await lenses(document), []);
    } finally {
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
