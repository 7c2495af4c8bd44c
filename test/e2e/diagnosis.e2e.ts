import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentSession } from '../harness/e2eSuite';
import { numberIn, Panel } from '../harness/panel';
import { until } from '../harness/until';

/** One story: a convolution of the user's own whose backward pass does not rotate its kernel. */
describe('a wrong backward pass in VS Code', () => {
  let panel: Panel;
  const code = () => join(currentSession().workspace, 'custom-layer/my-conv.ts');
  let right: string;

  before(async () => {
    right = readFileSync(code(), 'utf8');
    const wrong = right.replace('d * weight.data[at(o, c, p, q)]', 'd * weight.data[at(o, c, K - 1 - p, L - 1 - q)]');
    assert.notEqual(wrong, right);
    writeFileSync(code(), wrong);
    await currentSession().workbench.command('View: Close All Editors');
  });

  after(() => writeFileSync(code(), right));

  it('is told what mistake it is', async () => {
    const { workbench } = currentSession();
    await workbench.openFile('lenet5-mine.net.json');
    await workbench.codeLenses('Check gradients').first().click();
    panel = await Panel.in(workbench);
    await panel.untilSentence(/^dx of conv2 equals what you get when the kernel is not rotated by 180°\.$/);
    const spoken = await panel.layers();
    assert.ok(
      spoken.some((label) => label.startsWith('conv2, ') && label.includes('wrong: dx')),
      spoken.join('\n'),
    );
    assert.equal(spoken.filter((label) => label.includes('wrong')).length, 1, spoken.join('\n'));
  });

  it('shows mine, right and the difference of both', async () => {
    const values: number[] = [];
    for (const side of ['mine', 'right', 'difference']) {
      const map = panel.map(new RegExp(`^${side}, dx`));
      await map.waitFor();
      values.push((await Panel.focusedCell(map)).value);
    }
    const [mine = NaN, correct = NaN, difference = NaN] = values;
    assert.ok(Math.abs(mine - correct - difference) < 2e-3 * Math.abs(difference), values.join());
  });

  it('has the remedy, and the evidence with its runners-up', async () => {
    await panel.frame.getByRole('region', { name: 'Remedy' }).getByRole('math').waitFor();
    const rows = await panel.frame.locator('.evidenceTable tbody tr').allInnerTexts();
    assert.match(rows[0] ?? '', /^kernel not rotated/);
    assert.match(rows[0] ?? '', /1,176 of 1,176/);
    assert.ok(rows.length > 1 && rows.slice(1).every((row) => !row.includes('1,176 of 1,176')), rows.join('\n'));
    await currentSession().screenshot('diagnosis');
  });

  it('goes to the next wrong entry with F8 and back with Shift+F8', async () => {
    const { page } = currentSession();
    const map = panel.map(/^mine, dx/);
    await map.getByRole('gridcell').focus();
    const place = async () => (await Panel.focusedCell(map)).label;
    const first = await place();
    await page.keyboard.press('F8');
    await until('another entry', async () => (await place()) !== first);
    await page.keyboard.press('Shift+F8');
    await until('the entry before', async () => (await place()) === first);
  });

  it('opens a cell into the sum that it should be, beside the numeric derivative', async () => {
    const map = panel.map(/^difference, dx/);
    const { label } = await Panel.focusedCell(map);
    await panel.openFocusedCell(map);
    const result = await panel.result();
    const [analytic = NaN, numeric = NaN] = [result.get('analytic'), result.get('numeric')];
    const difference = numberIn(label.slice(label.lastIndexOf(':') + 1));
    assert.ok(
      Math.abs(analytic - numeric - difference) < 2e-3 * Math.abs(difference),
      `${analytic} ${numeric} ${label}`,
    );
    await currentSession().screenshot('diagnosis-entry');
  });

  it('is right once its line is mended', async () => {
    const { workbench } = currentSession();
    writeFileSync(code(), right);
    await panel.untilSentence(/^All 61,706 gradients are right/);
    assert.ok((await workbench.codeLensTexts()).length > 0);
  });
});
