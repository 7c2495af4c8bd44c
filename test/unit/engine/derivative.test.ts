/** A function that bends within the first steps: its derivative is found closer to the entry, not called wrong. */
import { expect, it } from 'vitest';
import { tensor } from '../../../src/engine/tensor';
import { build, runAll } from './build';

it('RMSNorm of a row of zeros, as zero padding leaves it, has right gradients', async () => {
  const built = build(
    [2, 5],
    [
      { type: 'RMSNorm', normalized_shape: 5, name: 'norm' },
      { type: 'Tanh', name: 'tanh' },
    ],
    {
      input: tensor([2, 5], [0, 0, 0, 0, 0, 0.3, -1, 0.7, 0.2, -0.4]),
      target: tensor([2, 5], [1, 2, -1, 0.5, 2, 1, 0, 0, 1, 2]),
    },
  );
  const { report } = await runAll(built);
  expect(report!.verdict).toBe('right');
});
