/** Changes without cancellation, of every layer and loss that has them: what forward shows, and additive to the last digits. */
import { describe, expect, it } from 'vitest';
import { allLayers } from '../../../src/engine/registry';
import { tensor } from '../../../src/engine/tensor';
import { differentiated, disturbed, layerCase } from '../support/layerCase';

const carrying = allLayers().flatMap((layer) =>
  layer.samples.flatMap((sample) => {
    const made = layerCase(layer, sample);
    const probe = layer.probe?.(made.inputs, made.parameters, made.options, made.forward().saved);
    return probe?.carried ? [{ layer, sample, made }] : [];
  }),
);

it('the layers that saturate carry changes', () => {
  const types = new Set(carrying.map(({ layer }) => layer.type));
  for (const type of [
    'Tanh',
    'Sigmoid',
    'Softmax',
    'LogSoftmax',
    'ELU',
    'Softplus',
    'BatchNorm2d',
    'LayerNorm',
    'RMSNorm',
  ]) {
    expect(types).toContain(type);
  }
});

describe('a carried change is what forward shows', () => {
  for (const { layer, sample, made } of carrying) {
    it(`${layer.type}, ${sample.name}`, () => {
      const failures: string[] = [];
      for (const { name, tensor: of, source } of differentiated(made)) {
        const { output, saved } = made.forward();
        const probe = layer.probe!(made.inputs, made.parameters, made.options, saved);
        for (const flat of of.data.keys()) {
          const reach = Array.from(probe.reach(source, flat));
          for (const change of [0.11, -0.07]) {
            const moved = disturbed(of, flat, change, () => made.forward().output.data);
            for (const at of reach) {
              const error = Math.abs(probe.carried!.by(at, change) - (moved[at]! - output.data[at]!));
              if (error > 1e-13 * (1 + Math.abs(moved[at]!)))
                failures.push(`${name} ${flat} at ${at}: off by ${error}`);
            }
          }
        }
      }
      expect(failures).toEqual([]);
    });
  }
});

/** f(z + a + b) − f(z) is the sum of two changes: where they have one sign, to every digit, however small they are. */
describe('changes add up without losing digits', () => {
  const places = [-720, -300, -45, -20, -6, -2.5, 0.3, 2, 6, 20, 45, 300, 720];
  for (const type of ['Tanh', 'Sigmoid', 'LogSigmoid', 'Softplus', 'ELU', 'SELU', 'CELU', 'Exp', 'Softsign']) {
    it(type, () => {
      const layer = allLayers().find((one) => one.type === type)!;
      const { options } = layerCase(layer, layer.samples[0]!);
      const by = (z: number, change: number) => {
        const input = tensor([1, 1], [z]);
        const { saved } = layer.forward([input], {}, options, { training: false, rng: undefined as never });
        return layer.probe!([input], {}, options, saved).carried!.by(0, change);
      };
      for (const z of places) {
        for (const step of [2 ** -20, 2 ** -6, 0.5]) {
          const whole = by(z, 2 * step);
          if (whole === Infinity) continue;
          const error = Math.abs(whole - by(z, step) - by(z + step, step));
          expect(error, `z = ${z}, step ${step}`).toBeLessThanOrEqual(2e-12 * Math.abs(whole) + 1e-300);
        }
      }
    });
  }
});
