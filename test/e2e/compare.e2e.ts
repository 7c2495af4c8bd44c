import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentSession } from '../harness/e2eSuite';
import { numberIn, Panel } from '../harness/panel';

describe('my own gradients in VS Code', () => {
  it('stand beside the right ones, with what each was taken for', async () => {
    const { workbench, workspace, page, screenshot } = currentSession();
    const file = join(workspace, 'mine.json');
    // ∂C/∂W₁ is 30.625, as text C works it out.
    writeFileSync(
      file,
      JSON.stringify({
        'G/kernel': [
          [[[30]], [[0]]],
          [[[0]], [[0]]],
        ],
        step: [1, 2, 3],
      }),
    );
    await workbench.command('View: Close All Editors');
    await workbench.openFile('c-shared-weight.net.json');
    await workbench.commandWithFile('GradLens: Compare with My Gradients…', file);

    const panel = await Panel.in(workbench);
    await panel.untilSentence(/^∂C\/∂W of G /);
    const values = [];
    for (const side of ['mine', 'right', 'difference']) {
      const map = panel.map(new RegExp(`^${side}, ∂C/∂W`));
      await map.waitFor();
      await map.getByRole('gridcell').focus();
      for (const key of ['Home', 'ArrowUp']) await page.keyboard.press(key);
      const { label } = await Panel.focusedCell(map);
      assert.match(label, /at 0, 0, 0, 0:/);
      values.push(numberIn(label.slice(label.lastIndexOf(':') + 1)));
    }
    assert.deepEqual(values, [30, 30.63, -0.625]);
    const notes = panel.frame.getByRole('region', { name: 'How mine.json was read' });
    assert.match(await notes.innerText(), /G\/kernel\s+∂C\/∂W of G\s+by name/);
    await screenshot('compare');
  });
});
