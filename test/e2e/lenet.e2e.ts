import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { currentSession } from '../harness/e2eSuite';
import { numberIn, Panel } from '../harness/panel';
import { until } from '../harness/until';

const layers = [
  ['conv1', 'Conv2d'],
  ['tanh', 'Tanh'],
  ['avgpool', 'AvgPool2d'],
  ['conv2', 'Conv2d'],
  ['tanh_1', 'Tanh'],
  ['avgpool_1', 'AvgPool2d'],
  ['conv3', 'Conv2d'],
  ['tanh_2', 'Tanh'],
  ['flatten', 'Flatten'],
  ['fc1', 'Linear'],
  ['tanh_3', 'Tanh'],
  ['fc2', 'Linear'],
] as const;

/** One story: every test goes on where the one before it ended. */
describe('LeNet-5 in VS Code', () => {
  let panel: Panel;

  it('offers a check above the file and above each of its twelve layers', async () => {
    const { workbench } = currentSession();
    await workbench.openFile('lenet5.net.json');
    await until('all lenses', async () => {
      const texts = await workbench.codeLensTexts();
      const ofLayers = texts.filter((text) => /^Check gradient\b/.test(text));
      return texts.some((text) => /^Check gradients\b/.test(text)) && ofLayers.length === layers.length;
    });
  });

  it('explains the output size of a layer in a hover', async () => {
    const { workbench, page } = currentSession();
    const text = await workbench.hover('"name": "conv1"', 'Conv2d');
    assert.match(text, /⌊\(28 \+ 2·2 − 5\)\/1⌋ \+ 1 = 28/);
    await page.keyboard.press('Escape');
  });

  it('checks all gradients at a click and says so in one sentence', async () => {
    const { workbench } = currentSession();
    await workbench.codeLenses('Check gradients').first().click();
    panel = await Panel.in(workbench);
    await panel.untilSentence(/^All 61,706 gradients are right/);
    const spoken = await panel.layers();
    for (const [name, type] of layers) {
      assert.ok(
        spoken.some((label) => label.startsWith(`${name}, ${type}, right, `)),
        `${name} in\n${spoken.join('\n')}`,
      );
    }
    await until('the verdict above the file', async () =>
      (await workbench.codeLensTexts()).some((text) => text.startsWith('✓ 61,706 right')),
    );
  });

  it('shows δ of a convolution as a heatmap whose colours are the signs of its numbers', async () => {
    await panel.selectLayer('conv2');
    const delta = panel.map(/^δ, filter \d+/);
    await delta.waitFor();
    const seen = { negative: 0, positive: 0 };
    await visitRows(delta, 3, 10, ({ value, colour: [red = 0, , blue = 0], label }) => {
      // Colours near zero melt into the background and tell no sign.
      if (Math.abs(red - blue) < 12) return;
      assert.equal(red > blue, value > 0, `${label} is drawn with red ${red}, blue ${blue}`);
      seen[value > 0 ? 'positive' : 'negative']++;
    });
    assert.ok(seen.negative > 2 && seen.positive > 2, JSON.stringify(seen));
  });

  it('shows an error map without a single cell above the bound', async () => {
    const { data } = await Panel.pixels(panel.map(/^error of ∂C\/∂W/));
    assert.ok(data.length > 0);
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
      assert.ok(red - green < 40, `a pixel of the error map is rgb(${red}, ${green}, ${blue})`);
    }
    await currentSession().screenshot('lenet5-maps');
  });

  it('opens an entry of the kernel gradient into the 100 products that sum to it', async () => {
    await panel.openFocusedCell(panel.map(/^∂C\/∂W, filter/));
    const rows = (await panel.terms()).map((row) => row.map(numberIn));
    assert.equal(rows.length, 100);
    // Two indices, two factors, the product, its share, the running sum; printed with at least 4 digits.
    const products = rows.map((row) => row[4] ?? NaN);
    const largest = Math.max(...products.map(Math.abs));
    for (const [, , delta = NaN, a = NaN, product = NaN] of rows) {
      assert.ok(Math.abs(a * delta - product) < 0.01 * largest, `${delta} × ${a} is shown as ${product}`);
    }
    const result = await panel.result();
    const analytic = result.get('analytic') ?? NaN;
    const sum = products.reduce((all, product) => all + product, 0);
    assert.ok(
      Math.abs(sum - analytic) < 0.001 * largest * products.length,
      `the products sum to ${sum}, not ${analytic}`,
    );
    assert.ok(Math.abs((result.get('numeric') ?? NaN) - analytic) < 1e-7 * Math.abs(analytic), 'numeric');
    await currentSession().screenshot('lenet5-entry');
  });

  it('keeps the panel over a reload of the window', async () => {
    const { page, workbench } = currentSession();
    await page.reload();
    await workbench.ready();
    panel = await Panel.in(workbench);
    assert.ok((await panel.layers()).some((label) => label.startsWith('conv2, Conv2d, ')));
  });

  it('calls nothing outside this machine', () => {
    assert.deepEqual([...currentSession().outsideRequests], []);
  });
});

type Cell = Awaited<ReturnType<typeof Panel.focusedCell>>;

/** Goes through the first rows of a map with the arrow keys. */
async function visitRows(map: Locator, rows: number, columns: number, visit: (cell: Cell) => void): Promise<void> {
  const { page } = currentSession();
  await map.getByRole('gridcell').focus();
  await page.keyboard.press('Home');
  await until('the first row', async () => {
    await page.keyboard.press('ArrowUp');
    return (await Panel.focusedCell(map)).label.includes('row 0, column 0:');
  });
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = `row ${row}, column ${column}:`;
      visit(
        await until(place, async () => {
          const cell = await Panel.focusedCell(map);
          return cell.label.includes(place) && cell;
        }),
      );
      await page.keyboard.press('ArrowRight');
    }
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
  }
}
