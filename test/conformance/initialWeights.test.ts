/** A seed draws the weights that it draws in PyTorch: exactly, for everything that a network starts from. */
import { describe, expect, it } from 'vitest';
import { drawNormal, drawParameter } from '../../src/engine/init';
import { findLayer } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import { readAll } from '../unit/support/layerCase';
import { distance, readFixtures, type InitialWeights } from './fixtures';

const MODULES = [
  { name: 'conv', type: 'Conv2d', input: [1, 4, 5, 5], options: { out_channels: 6, kernel_size: [2, 3], groups: 2 } },
  { name: 'linear', type: 'Linear', input: [1, 7], options: { out_features: 5 } },
] as const;

for (const fixture of readFixtures<InitialWeights>('initialWeights')) {
  describe(`torch.manual_seed(${fixture.seed})`, () => {
    it('Conv2d, then Linear: weight and bias of each, bit for bit', () => {
      const rng = mersenneTwister(fixture.seed);
      for (const { name, type, input, options } of MODULES) {
        const layer = findLayer(type)!;
        const fit = layer.shape([input], readAll(type, layer.options, options));
        if (!fit.ok) throw new Error(fit.problems[0]?.message);
        for (const parameter of ['weight', 'bias']) {
          const drawn = drawParameter(fit.parameters[parameter]!, rng);
          expect(Array.from(drawn.data)).toEqual(fixture.parameters[`${name}.${parameter}`]!.data);
        }
      }
    });

    it.each(Object.entries(fixture.normal))('randn %s, to float32', (_shape, expected) => {
      expect(distance(drawNormal(expected.shape, mersenneTwister(fixture.seed)), expected)).toBeLessThanOrEqual(1e-6);
    });
  });
}
