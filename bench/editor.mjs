// node --import tsx bench/editor.mjs: in a real VS Code, the time from the click on a CodeLens of LeNet-5 to the first
// heatmap and to the last verdict, each time with a fresh copy of the file and no panel open. Prints, asserts nothing.
import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { packageExtension } from '../scripts/package.mjs';
import { setupVscode } from '../scripts/setupVscode.mjs';
import { Panel } from '../test/harness/panel';
import { openSession } from '../test/harness/session';

const runs = 5;

setupVscode();
const session = await openSession({ vsix: packageExtension() });
try {
  for (let run = 1; run <= runs; run++) {
    const { heatmap, verdict } = await measure(`lenet5-${run}.net.json`);
    console.log(`run ${run}: first heatmap after ${heatmap} ms, last verdict after ${verdict} ms`);
  }
} finally {
  await session.close();
}

/** @param {string} file */
async function measure(file) {
  const { workbench, workspace } = session;
  fs.copyFileSync(path.join(workspace, 'lenet5.net.json'), path.join(workspace, file));
  await workbench.openFile(file);
  const lens = workbench.codeLenses('Check gradients').first();
  await lens.waitFor({ timeout: 30_000 });
  // The cursor selects the layer whose maps the panel will show.
  await workbench.selectLine('"conv1"');

  const clicked = performance.now();
  const since = () => Math.round(performance.now() - clicked);
  await lens.click();
  const panel = await Panel.in(workbench);
  const [heatmap, verdict] = await Promise.all([
    panel.untilFirstMap().then(since),
    panel.untilSentence(/gradients are right/).then(since),
  ]);
  await workbench.command('View: Close All Editors');
  return { heatmap, verdict };
}
