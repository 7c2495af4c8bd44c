/** Whatever a check holds against a network that is right: counted, and told. */
import { checkEndToEnd, stratified } from '../../../src/engine/gradcheck/endToEnd';
import { checkEntries, newLayerCheck } from '../../../src/engine/gradcheck/layerCheck';
import { checkProperties } from '../../../src/engine/gradcheck/properties';
import { reportTensor } from '../../../src/engine/gradcheck/tensorCheck';
import { DEFAULT_TOLERANCES } from '../../../src/engine/gradcheck/verdict';
import { mersenneTwister } from '../../../src/engine/rng';
import { passOver, type Trace } from '../../../src/engine/trace';
import type { HardNetwork } from './hardNetwork';

export interface Alarms {
  networks: number;
  /** Networks whose numbers overflow: nothing can be said of them. */
  overflowed: number;
  entries: number;
  endToEnd: number;
  properties: number;
  wrong: number;
  unresolved: number;
  kinks: number;
  /** Networks with unresolved entries. */
  undecided: number;
  readonly told: string[];
}

export const noAlarms = (): Alarms => ({
  networks: 0,
  overflowed: 0,
  entries: 0,
  endToEnd: 0,
  properties: 0,
  wrong: 0,
  unresolved: 0,
  kinks: 0,
  undecided: 0,
  told: [],
});

/** Checks up to `entries` entries of every tensor, the end-to-end ones and the properties, and adds up what is found. */
export function addAlarms(alarms: Alarms, { name, model }: HardNetwork, entries: number): void {
  const trace = passOver(model);
  alarms.networks++;
  if (!isFinite(trace)) {
    alarms.overflowed++;
    return;
  }
  const before = alarms.unresolved;
  for (let layer = 0; layer <= model.network.layers.length; layer++) addLayer(alarms, name, trace, layer, entries);
  if (alarms.unresolved > before) alarms.undecided++;
}

function addLayer(alarms: Alarms, name: string, trace: Trace, layer: number, entries: number): void {
  const rng = mersenneTwister(layer);
  const { name: at, type } = trace.model.network.layers[layer] ?? { name: 'loss', type: '' };
  const tell = (what: string) => alarms.told.push(`${name}\n  ${at} ${type}: ${what}`);
  for (const tensor of newLayerCheck(trace, layer).tensors) {
    const flats = stratified(tensor.analytic.data.length, entries, rng);
    for (const _ of checkEntries(trace, layer, tensor, flats, DEFAULT_TOLERANCES));
    const { target } = tensor;
    if (target.kind === 'gradient') {
      const source = { layer, parameter: target.parameter };
      for (const _ of checkEndToEnd(trace, source, tensor, 20, rng, DEFAULT_TOLERANCES));
    }
    const { checked, failed, kinks, unresolved, worst, endToEnd } = reportTensor(tensor);
    alarms.entries += checked;
    alarms.endToEnd += endToEnd.checked;
    alarms.kinks += kinks;
    alarms.unresolved += unresolved;
    alarms.wrong += failed + endToEnd.failed;
    if (failed > 0) tell(`${failed} of ${tensor.name} wrong: ${JSON.stringify(worst)}`);
    if (endToEnd.failed > 0) tell(`${endToEnd.failed} of ${tensor.name} wrong end to end`);
    if (unresolved > 0) tell(`${unresolved} of ${tensor.name} unresolved: ${JSON.stringify(worst)}`);
  }
  if (layer === trace.model.network.layers.length) return;
  const questions = checkProperties(trace, layer);
  let answer = questions.next();
  while (!answer.done) answer = questions.next();
  alarms.properties += answer.value.length;
  for (const { verdict, sentence } of answer.value) {
    if (verdict === 'right') continue;
    alarms.wrong++;
    tell(sentence);
  }
}

function isFinite({ loss, inputDelta, layers }: Trace): boolean {
  const all = (data: Float64Array | undefined) => data?.every(Number.isFinite) ?? true;
  return (
    Number.isFinite(loss!.value) &&
    all(inputDelta?.data) &&
    layers.every(({ output, delta, back }) => {
      const gradients = Object.values(back!.parameters).every((gradient) => all(gradient?.data));
      return all(output.data) && all(delta?.data) && gradients;
    })
  );
}
