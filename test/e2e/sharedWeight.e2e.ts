import assert from 'node:assert/strict';
import { currentSession } from '../harness/e2eSuite';
import { numberIn, Panel } from '../harness/panel';

/**
 * The worked example of text C: ∂E/∂W₁ = ∂E/∂G₁·V₁ + ∂E/∂G₂·V₂ + ∂E/∂G₃·V₄ + ∂E/∂G₄·V₅. The numbers are worked out by
 * hand from the file: G = 4, −6.375, 3, 10.75 against the targets 1, 0, 0, −1 with δ = 2(G − target).
 */
const terms = [
  { at: [0, 0], v: 0.5, delta: 6 },
  { at: [0, 1], v: -1, delta: -12.75 },
  { at: [1, 0], v: 1.5, delta: 6 },
  { at: [1, 1], v: 0.25, delta: 23.5 },
];

describe('the shared weight of text C in VS Code', () => {
  it('opens W₁ into exactly its four terms', async () => {
    const { workbench, screenshot } = currentSession();
    await workbench.command('View: Close All Editors');
    await workbench.openFile('c-shared-weight.net.json');
    await workbench.selectLine('"name": "G"');
    await workbench.codeLenses('Check gradients').first().click();
    const panel = await Panel.in(workbench);
    await panel.untilSentence(/^All 4 gradients are right/);
    await panel.selectLayer('G');
    const gradient = panel.map(/^∂C\/∂W, filter 0, channel 0$/);
    await gradient.getByRole('gridcell').focus();
    for (const key of ['Home', 'ArrowUp']) await workbench.page.keyboard.press(key);
    await panel.openFocusedCell(gradient);

    const shown = (await panel.terms()).map((row) => row.map(numberIn));
    const expected = terms.map(({ at, v, delta }) => [...at, delta, v, v * delta]);
    const byPlace = (a: number[], b: number[]) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
    assert.deepEqual(shown.map((row) => row.slice(0, 5)).sort(byPlace), expected);
    assert.equal((await panel.result()).get('analytic'), 30.625);
    await screenshot('shared-weight-entry');
  });
});
