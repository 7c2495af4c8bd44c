/** Every layer on its own samples against PyTorch in float64: output, ∂C/∂input and every parameter gradient. */
import { describe, expect, it } from 'vitest';
import type { Layer, Sample } from '../../src/engine/layer';
import { allLayers } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import type { Tensor } from '../../src/engine/tensor';
import { readAll } from '../unit/support/layerCase';
import { caseOf, distance, readFixtures, tensorOf, type LayerFixture } from './fixtures';

const TOLERANCE = 1e-12;

for (const layer of allLayers()) {
  describe(layer.type, () => {
    const fixtures = readFixtures<LayerFixture>(layer.type);
    for (const sample of layer.samples) {
      it(sample.name, () => compare(layer, sample, caseOf(fixtures, sample.name)));
    }
  });
}

function compare(layer: Layer, sample: Sample, fixture: LayerFixture): void {
  const options = readAll(layer.type, layer.options, sample.options);
  const parameters: { [name: string]: Tensor } = {};
  for (const [name, given] of Object.entries(fixture.parameters)) parameters[name] = tensorOf(given);
  const inputs = fixture.inputs.map(tensorOf);
  const context = { training: sample.training ?? true, rng: mersenneTwister(0) };
  const { output, saved, buffers } = layer.forward(inputs, parameters, options, context);
  const back = layer.backward(tensorOf(fixture.delta), saved, parameters, options);

  expect(distance(output, fixture.output), 'output').toBeLessThanOrEqual(TOLERANCE);
  for (const [at, expected] of fixture.inputGradients.entries()) {
    expect(distance(back.inputs[at]!, expected), `∂C/∂input ${at}`).toBeLessThanOrEqual(TOLERANCE);
  }
  for (const [name, expected] of Object.entries(fixture.buffers ?? {})) {
    expect(distance(buffers?.[name] ?? parameters[name]!, expected), name).toBeLessThanOrEqual(TOLERANCE);
  }
  const learned = Object.keys(parameters).filter((name) => !layer.parameters[name]!.buffer);
  expect(Object.keys(fixture.parameterGradients)).toEqual(learned);
  for (const [name, expected] of Object.entries(fixture.parameterGradients)) {
    expect(distance(back.parameters[name]!, expected), `∂C/∂${name}`).toBeLessThanOrEqual(TOLERANCE);
  }
}
