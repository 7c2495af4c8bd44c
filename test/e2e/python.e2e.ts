import assert from 'node:assert/strict';
import { currentSession } from '../harness/e2eSuite';
import { Panel } from '../harness/panel';
import { until } from '../harness/until';

/** One story: every test goes on where the one before it ended. */
describe('PyTorch source in VS Code', () => {
  let panel: Panel;

  it('has lenses above its class and above the layers that __init__ makes', async () => {
    const { workbench } = currentSession();
    await workbench.command('View: Close All Editors');
    await workbench.openFile('lenet.py');
    await until('all lenses', async () => {
      const texts = (await workbench.codeLensTexts()).join('\n');
      return (
        /^Check gradients · 61,706 parameters/m.test(texts) && /input 2×1×28×28 from MNIST in line \d+/.test(texts)
      );
    });
    const texts = await workbench.codeLensTexts();
    // conv1, conv2, conv3, fc1 and fc2; the pool is called twice.
    assert.equal(texts.filter((text) => /^Check gradient\b/.test(text)).length, 5, texts.join('\n'));
    assert.ok(
      texts.some((text) => text.startsWith('Check gradients ×2 · pool, pool_1')),
      texts.join('\n'),
    );
  });

  it('explains a call in forward in a hover', async () => {
    const { workbench, page } = currentSession();
    const text = await workbench.hover('torch.tanh(self.conv2(x))', 'conv2');
    assert.match(text, /⌊\(14 \+ 0 − 5\)\/1⌋ \+ 1 = 10/);
    assert.match(text, /Input of LeNet: 2×1×28×28 from MNIST/);
    await page.keyboard.press('Escape');
  });

  it('is checked at a click, with trained weights', async () => {
    const { workbench, screenshot } = currentSession();
    await workbench.codeLenses('Check gradients ·').first().click();
    panel = await Panel.in(workbench);
    await panel.untilSentence(/^All 61,706 gradients are right/);
    await until('the verdict above the class', async () =>
      (await workbench.codeLensTexts()).some((text) => text.startsWith('✓ 61,706 right')),
    );
    await panel.selectLayer('conv2');
    const delta = panel.map(/^δ, filter \d+/);
    await delta.waitFor();
    const { data } = await Panel.pixels(delta);
    assert.ok(new Set(data.filter((_, at) => at % 4 === 0)).size > 8, 'δ is a picture');
    await screenshot('python');
  });

  it('follows the cursor to the layer', async () => {
    const { workbench } = currentSession();
    await workbench.selectLine('self.fc1 = nn.Linear');
    await until('fc1 is the selected layer', async () =>
      (await panel.frame.getByRole('option', { selected: true }).first().getAttribute('aria-label'))?.startsWith(
        'fc1,',
      ),
    );
  });
});
