import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { currentSession } from '../harness/e2eSuite';
import { Panel } from '../harness/panel';
import { root } from '../harness/paths';

describe('the page of gradlens check --html', () => {
  it('is the panel with its verdict and its maps, and needs nothing but itself', async () => {
    const { page, workspace, server, screenshot } = currentSession();
    const file = join(server.folder, 'report.html');
    const example = join(workspace, 'c-shared-weight.net.json');
    const check = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check', example, '--html', file]);
    assert.equal(check.status, 0, String(check.stderr));

    const reader = await page.context().newPage();
    const requests: string[] = [];
    reader.on('request', (request) => requests.push(request.url()));
    await reader.goto(pathToFileURL(file).href);
    const panel = new Panel(reader.mainFrame());
    await panel.untilSentence(/^All 4 gradients are right/);
    await panel.selectLayer('G');
    await panel.untilFirstMap();
    assert.deepEqual(
      requests.filter((address) => !/^(file|data|blob):/.test(address)),
      [],
    );
    await screenshot('report', reader);
    await reader.close();
  });
});
