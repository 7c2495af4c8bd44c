// npm run pictures: takes the README's pictures of the panel anew, in a real VS Code with the packaged extension.
import fs from 'node:fs';
import path from 'node:path';
import { decode, encode } from 'fast-png';
import { Panel } from '../test/harness/panel';
import { openSession } from '../test/harness/session';
import { packageExtension } from './package.mjs';
import { root } from './run.mjs';
import { setupVscode } from './setupVscode.mjs';

const folder = path.join(root, 'media/readme');
const patience = 180_000;

setupVscode();
const session = await openSession({ vsix: packageExtension() });
try {
  const { workbench, page, workspace } = session;
  fs.mkdirSync(folder, { recursive: true });
  await page.setViewportSize({ width: 1600, height: 1020 });
  /** @param {string} name */
  const take = async (name) => fs.writeFileSync(path.join(folder, `${name}.png`), smaller(await page.screenshot()));
  /** @param {RegExp} sentence */
  const check = async (sentence) => {
    await workbench.codeLenses('Check gradients').first().click();
    const panel = await Panel.in(workbench);
    await panel.untilSentence(sentence, patience);
    return panel;
  };

  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await workbench.openFile('lenet5.net.json');
  const panel = await check(/gradients are right/);
  await panel.selectLayer('conv2');
  await panel.map(/^error of ∂C\/∂W/).waitFor();
  await panel.untilFirstMap();
  await take('overview');

  await panel.openFocusedCell(panel.map(/^∂C\/∂W, filter/));
  await take('entry');

  const code = path.join(workspace, 'custom-layer/my-conv.ts');
  const right = fs.readFileSync(code, 'utf8');
  fs.writeFileSync(code, right.replace('weight.data[at(o, c, p, q)]', 'weight.data[at(o, c, K - 1 - p, L - 1 - q)]'));
  await workbench.command('View: Close All Editors');
  await workbench.openFile('lenet5-mine.net.json');
  const wrong = await check(/^dx of conv2 equals/);
  await wrong.map(/^difference, dx/).waitFor();
  await wrong.frame.getByRole('region', { name: 'Remedy' }).waitFor();
  await workbench.codeLenses('is wrong').first().waitFor();
  await take('diagnosis');
} finally {
  await session.close();
}

/**
 * The browser packs in haste.
 * @param {Uint8Array} png
 */
function smaller(png) {
  const { width, height, data, channels } = decode(png);
  return encode({ width, height, data, channels }, { zlib: { level: 9 } });
}
