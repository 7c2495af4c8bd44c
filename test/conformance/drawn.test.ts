/**
 * Every layer and every loss against PyTorch in float64, on cases that the run itself draws: geometries and options that
 * nobody thought of. Writes the worst error of each to out-test/conformance.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lossLine, layerLine } from '../../scripts/samplesText';
import type { Layer, Sample } from '../../src/engine/layer';
import type { Loss } from '../../src/engine/loss';
import { allLayers, allLosses } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import { tensor, type Tensor } from '../../src/engine/tensor';
import { SEED } from '../properties/support/amount';
import { readAll } from '../unit/support/layerCase';
import { MARGIN, noiseOf, nudged, REPEATS } from './conditioning';
import { drawnLossSamples, drawnSamples } from './drawCases';
import { farthest, tensorOf, type LayerFixture, type LossFixture, type PlainTensor } from './fixtures';
import { ask, findPyTorch, type Refusal } from './pytorch';

const TOLERANCE = 1e-12;
/** A layer of which fewer can be drawn needs samples that say more. */
const FEWEST = 12;

const python = findPyTorch();
const layers = allLayers().map((layer) => ({ layer, samples: drawnSamples(layer, SEED) }));
const losses = allLosses().map((loss) => ({ loss, samples: drawnLossSamples(loss, SEED) }));

type Answer<Fixture> = Fixture | Refusal;
let ofLayers: readonly Answer<LayerFixture>[] = [];
let ofLosses: readonly Answer<LossFixture>[] = [];
const worst = new Map<string, { cases: number; error: number }>();

beforeAll(() => {
  if (!python) return;
  const answers = ask(python, {
    layers: layers.flatMap(({ layer, samples }) => samples.map((sample) => layerLine(layer, sample))),
    losses: losses.flatMap(({ loss, samples }) => samples.map((sample) => lossLine(loss, sample))),
  });
  ofLayers = answers.layers as readonly Answer<LayerFixture>[];
  ofLosses = answers.losses as readonly Answer<LossFixture>[];
}, 120_000);

afterAll(() => {
  if (worst.size === 0) return;
  const rows = [...worst].map(([type, { cases, error }]) => `| ${type} | ${cases} | ${error.toExponential(1)} |`);
  mkdirSync('out-test', { recursive: true });
  const head = '| layer or loss | cases | worst error, relative to the tensor’s largest entry |\n| --- | --- | --- |';
  writeFileSync('out-test/conformance.md', `${head}\n${rows.join('\n')}\n`);
});

describe.skipIf(!python)('drawn cases agree with PyTorch', () => {
  let first = 0;
  for (const { layer, samples } of layers) {
    const from = first;
    first += samples.length;
    it(layer.type, () => {
      expect(samples.length).toBeGreaterThanOrEqual(FEWEST);
      check(layer.type, samples, ofLayers.slice(from), (sample, answer) => errorsOfLayer(layer, sample, answer));
    });
  }
  first = 0;
  for (const { loss, samples } of losses) {
    const from = first;
    first += samples.length;
    it(loss.type, () => {
      expect(samples.length).toBeGreaterThanOrEqual(FEWEST);
      check(loss.type, samples, ofLosses.slice(from), (sample, answer) => errorsOfLoss(loss, sample, answer));
    });
  }
});

/** Compares every case before it says anything: all that differs, not the first. */
function check<One extends Sample, Fixture extends object>(
  type: string,
  samples: readonly One[],
  answers: readonly Answer<Fixture>[],
  errorsOf: (sample: One, answer: Fixture) => readonly (readonly [what: string, error: number])[],
): void {
  const wrong: string[] = [];
  let largest = 0;
  for (const [at, sample] of samples.entries()) {
    const answer = answers[at]!;
    if ('error' in answer) {
      wrong.push(`${sample.name}: PyTorch refuses it, ${answer.error}`);
      continue;
    }
    for (const [what, error] of errorsOf(sample, answer as Fixture)) {
      largest = Math.max(largest, error);
      if (!(error <= TOLERANCE)) wrong.push(`${sample.name}: ${what} differs by ${error.toExponential(2)}`);
    }
  }
  worst.set(type, { cases: samples.length, error: largest });
  expect(wrong).toEqual([]);
}

/** What a layer makes of an input, its parameters and a δ, by name. */
function madeBy(layer: Layer, sample: Sample, answer: LayerFixture, change: (tensor: Tensor) => Tensor) {
  const options = readAll(layer.type, layer.options, sample.options);
  const parameters = Object.fromEntries(
    Object.entries(answer.parameters).map(([name, p]) => [name, change(tensorOf(p))]),
  );
  const context = { training: sample.training ?? true, rng: mersenneTwister(0) };
  const inputs = answer.inputs.map((input) => change(tensorOf(input)));
  const { output, saved, buffers } = layer.forward(inputs, parameters, options, context);
  const back = layer.backward(change(tensorOf(answer.delta)), saved, parameters, options);
  return { output, buffers: { ...parameters, ...buffers }, inputs: back.inputs, parameters: back.parameters };
}

type Made = ReturnType<typeof madeBy>;

function errorsOfLayer(layer: Layer, sample: Sample, answer: LayerFixture) {
  const made = madeBy(layer, sample, answer, (tensor) => tensor);
  const others = Array.from({ length: REPEATS }, (_, seed) => {
    const rng = mersenneTwister(seed);
    return madeBy(layer, sample, answer, (tensor) => nudged(tensor, rng));
  });
  const error = (expected: PlainTensor, of: (one: Made) => Tensor | undefined): number =>
    farthest(of(made), expected, (noiseOf(of(made), others.map(of)) * MARGIN) / TOLERANCE);
  // LPPool and others say so in their documentation: a gradient of 0 where PyTorch's formula gives NaN.
  const errorOfGradient = (expected: PlainTensor, of: (one: Made) => Tensor | undefined): number =>
    error(withoutNaN(expected, of(made)), of);
  const errors: [what: string, error: number][] = [['output', error(answer.output, ({ output }) => output)]];
  for (const [at, dx] of answer.inputGradients.entries()) {
    errors.push([`∂C/∂input ${at}`, errorOfGradient(dx, ({ inputs }) => inputs[at])]);
  }
  for (const [name, gradient] of Object.entries(answer.parameterGradients)) {
    errors.push([`∂C/∂${name}`, errorOfGradient(gradient, ({ parameters }) => parameters[name])]);
  }
  for (const [name, kept] of Object.entries(answer.buffers ?? {})) {
    errors.push([name, error(kept, ({ buffers }) => buffers[name])]);
  }
  return errors;
}

/** Ours in place of NaN. */
function withoutNaN({ shape, data }: PlainTensor, made: Tensor | undefined): PlainTensor {
  return { shape, data: data.map((value, at) => (Number.isNaN(value) ? (made?.data[at] ?? value) : value)) };
}

function errorsOfLoss(loss: Loss, sample: Loss['samples'][number], answer: LossFixture) {
  const options = readAll(loss.type, loss.options, sample.options);
  const { loss: value, saved } = loss.forward(tensorOf(answer.output), sample.target, options);
  return [
    ['C', farthest(tensor([], [value]), scalar(answer.loss))],
    ['δ', farthest(loss.backward(saved, options), answer.delta)],
  ] as const;
}

/** C comes as a tensor of no axes. */
const scalar = (value: number | PlainTensor): PlainTensor =>
  typeof value === 'number' ? { shape: [], data: [value] } : value;
