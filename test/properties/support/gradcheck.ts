/** The engine's own gradcheck of a whole network, on a few entries of every tensor: each layer on its own, and end to end. */
import { checkEndToEnd, stratified } from '../../../src/engine/gradcheck/endToEnd';
import { checkEntries, newLayerCheck } from '../../../src/engine/gradcheck/layerCheck';
import { checkProperties } from '../../../src/engine/gradcheck/properties';
import { newTensorCheck, reportTensor } from '../../../src/engine/gradcheck/tensorCheck';
import { DEFAULT_TOLERANCES } from '../../../src/engine/gradcheck/verdict';
import { NETWORK_INPUT } from '../../../src/engine/network';
import { mersenneTwister } from '../../../src/engine/rng';
import { zeros } from '../../../src/engine/tensor';
import { passOver } from '../../../src/engine/trace';
import { modelOf } from './definition';
import type { Property } from './networkProperties';

const ENTRIES = 8;

/** What all the checks of a run of this file came to. */
export const tally = { entries: 0, kinks: 0, unresolved: 0, endToEnd: 0 };

export const gradients: Property = (definition, layers) => {
  const model = modelOf(definition, layers);
  const trace = passOver(model);
  const rng = mersenneTwister(definition.seed);
  for (let layer = model.network.layers.length; layer >= 0; layer--) {
    const name = model.network.layers[layer]?.name ?? 'the loss';
    for (const tensor of newLayerCheck(trace, layer).tensors) {
      const flats = stratified(tensor.analytic.data.length, ENTRIES, rng);
      for (const _ of checkEntries(trace, layer, tensor, flats, DEFAULT_TOLERANCES));
      const source = tensor.target.kind === 'gradient' ? { layer, parameter: tensor.target.parameter } : undefined;
      if (source) for (const _ of checkEndToEnd(trace, source, tensor, 20, rng, DEFAULT_TOLERANCES));
      const { checked, failed, kinks, unresolved, worst } = reportTensor(tensor);
      tally.entries += checked;
      tally.kinks += kinks;
      tally.unresolved += unresolved;
      tally.endToEnd += tensor.endToEnd?.checked ?? 0;
      if (failed > 0) return `${name}: ${tensor.name} is wrong, ${JSON.stringify(worst)}`;
      if (tensor.endToEnd && tensor.endToEnd.failed > 0) return `${name}: ${tensor.name} is wrong end to end`;
    }
    if (layer === model.network.layers.length) continue;
    const questions = checkProperties(trace, layer);
    let answer = questions.next();
    while (!answer.done) answer = questions.next();
    const wrong = answer.value.find(({ verdict }) => verdict === 'wrong');
    if (wrong) return wrong.sentence;
  }
  // Where no layer reads the input (a Parameter alone), its gradient is 0.
  const inputDelta = trace.inputDelta ?? zeros(model.input.shape);
  const whole = newTensorCheck('the gradient of the input', { kind: 'inputDelta', input: 0 }, inputDelta);
  for (const _ of checkEndToEnd(trace, { layer: NETWORK_INPUT }, whole, 20, rng, DEFAULT_TOLERANCES));
  tally.endToEnd += whole.endToEnd!.checked;
  return whole.endToEnd!.failed > 0 ? `${whole.name} is wrong end to end` : undefined;
};
