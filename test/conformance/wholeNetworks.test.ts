/** Whole networks against PyTorch: initial weights from the seed, every δ, every gradient, the loss. */
import { describe, expect, it } from 'vitest';
import { instantiate, parameterKey } from '../../src/engine/instantiate';
import { planNetwork } from '../../src/engine/network';
import { passOver } from '../../src/engine/trace';
import { caseOf, distance, readFixtures, tensorOf, type NetworkDefinition, type NetworkFixture } from './fixtures';

const TOLERANCE = 1e-10;

const fixtures = readFixtures<NetworkFixture>('wholeNetworks');

function traceOf(definition: NetworkDefinition, fixture: NetworkFixture) {
  const { name, inputShape, seed } = definition;
  const layers = definition.layers.map(({ name, type, ...settings }) => ({ name, type, settings }));
  const { type, ...settings } = definition.loss;
  const planned = planNetwork({ name, inputShape, seed, mode: 'train', layers, loss: { type, settings } });
  const { network } = planned;
  const { parameters, problems } = instantiate(network);
  expect([...planned.problems, ...problems]).toEqual([]);
  return passOver({ network, parameters, input: tensorOf(fixture.input), target: tensorOf(definition.target) });
}

for (const definition of readFixtures<NetworkDefinition>('networks')) {
  describe(definition.name, () => {
    const fixture = caseOf(fixtures, definition.name);
    const trace = traceOf(definition, fixture);

    it('has the same loss', () => {
      expect(Math.abs(trace.loss!.value - fixture.loss)).toBeLessThanOrEqual(TOLERANCE * fixture.loss);
    });

    it('has the same δ in every layer, and at the input', () => {
      for (const { name, index } of trace.model.network.layers) {
        expect(distance(trace.layers[index]!.delta!, fixture.deltas[name]!), name).toBeLessThanOrEqual(TOLERANCE);
      }
      expect(distance(trace.inputDelta!, fixture.inputGradient)).toBeLessThanOrEqual(TOLERANCE);
    });

    it('has the same gradient of every parameter', () => {
      const compared: string[] = [];
      for (const layer of trace.model.network.layers) {
        for (const [parameter, gradient] of Object.entries(trace.layers[layer.index]!.back!.parameters)) {
          if (!gradient) continue;
          const key = parameterKey(layer, parameter);
          compared.push(key);
          expect(distance(gradient, fixture.gradients[key]!), key).toBeLessThanOrEqual(TOLERANCE);
        }
      }
      expect(compared).toEqual(Object.keys(fixture.gradients));
    });
  });
}
