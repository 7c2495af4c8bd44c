// npm run pictures: takes the README's pictures of the panel anew, in a real VS Code with the packaged extension.
import fs from 'node:fs';
import path from 'node:path';
import { Panel } from '../test/harness/panel';
import { openSession } from '../test/harness/session';
import { packageExtension } from './package.mjs';
import { root } from './run.mjs';
import { setupVscode } from './setupVscode.mjs';

const folder = path.join(root, 'media/readme');

setupVscode();
const session = await openSession({ vsix: packageExtension() });
try {
  const { workbench, page } = session;
  await page.setViewportSize({ width: 2240, height: 1240 });
  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await workbench.openFile('lenet5.net.json');
  await workbench.codeLenses('Check gradients').first().click();
  const panel = await Panel.in(workbench);
  await panel.untilSentence(/gradients are right/);
  await panel.selectLayer('conv2');
  await panel.untilFirstMap();
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, 'overview.png') });

  await panel.openFocusedCell(panel.map(/^∂C\/∂W, filter/));
  await page.screenshot({ path: path.join(folder, 'entry.png') });
} finally {
  await session.close();
}
