/**
 * `npx tsx bench/accuracy.ts`: what each way of making a numeric gradient reaches on LeNet-5: the worst relative error
 * |a − n| / max(|a|, |n|) over parameter entries above 1e-8, against the gradient by backpropagation, which PyTorch
 * confirms in float64 (test/conformance). Some entries of every parameter tensor; the last two rows check them all.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stratified } from '../src/engine/gradcheck/endToEnd';
import { layerDifferentiation } from '../src/engine/gradcheck/differentiate';
import type { Model } from '../src/engine/model';
import { mersenneTwister } from '../src/engine/rng';
import { zeros, type Tensor } from '../src/engine/tensor';
import { contextFor, parametersOf, passOver, type Trace } from '../src/engine/trace';
import { readDefinition } from '../src/formats/read';

const SAMPLE = 60;
const LEAST = 1e-8;

interface Place {
  readonly layer: number;
  readonly parameter: string;
  readonly flat: number;
}

/** C with one parameter entry moved by `by`: the whole network forward. */
function lossAt(model: Model, { layer, parameter, flat }: Place, by: number): number {
  const { data } = model.parameters[layer]![parameter]!;
  const before = data[flat]!;
  data[flat] = before + by;
  const { layers, loss } = model.network;
  let tensor = model.input;
  for (const { index, definition, options } of layers) {
    tensor = definition!.forward([tensor], parametersOf(model, index), options, contextFor(model, index)).output;
  }
  const { loss: value } = loss!.definition.forward(tensor, model.target!, loss!.options);
  data[flat] = before;
  return value;
}

/** Affine layers of LeNet-5 are linear without it. */
const withoutBias = (parameters: { readonly [name: string]: Tensor }): { readonly [name: string]: Tensor } =>
  parameters['bias'] ? { ...parameters, bias: zeros(parameters['bias'].shape) } : parameters;

/**
 * The change of C carried from layer to layer: an affine layer maps a change as it maps its input, but for its bias;
 * others say it in closed form, entry by entry; of the loss it is log Σ_k p_k e^(Δ_k − Δ_y), p the softmax, y the target.
 */
function carriedChange(trace: Trace, place: Place, by: number): number {
  const { model } = trace;
  const { layers } = model.network;
  const own = layers[place.layer]!;
  const forward = (layer: number, input: Tensor, parameters = parametersOf(model, layer)): Tensor =>
    layers[layer]!.definition!.forward([input], parameters, layers[layer]!.options, contextFor(model, layer)).output;
  const only = Object.fromEntries(
    Object.entries(parametersOf(model, place.layer)).map(([key, { shape }]) => [key, zeros(shape)]),
  );
  only[place.parameter]!.data[place.flat] = by;
  let change = forward(place.layer, trace.layers[place.layer]!.inputs[0]!, only);
  for (const { index, definition, options } of layers.slice(own.index + 1)) {
    const { inputs, saved } = trace.layers[index]!;
    if (definition!.affine) {
      change = forward(index, change, withoutBias(parametersOf(model, index)));
      continue;
    }
    const { carried } = definition!.probe!(inputs, parametersOf(model, index), options, saved);
    change = { shape: change.shape, data: change.data.map((delta, at) => carried!.by(at, delta)) };
  }
  const z = trace.layers.at(-1)!.output.data;
  const largest = z.reduce((most, value) => Math.max(most, value), -Infinity);
  const total = z.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  const ofTarget = change.data[model.target!.data[0]!]!;
  const grown = (value: number, k: number) =>
    (Math.exp(value - largest) / total) * Math.expm1(change.data[k]! - ofTarget);
  return Math.log1p(z.reduce((sum, value, k) => sum + grown(value, k), 0));
}

function ridders(value: (step: number) => number, first: number, levels: number): number {
  let best = NaN;
  let least = Infinity;
  let previous: number[] = [];
  for (let level = 0; level < levels; level++) {
    const row = [value(first / 2 ** level)];
    for (let column = 1; column <= level; column++) {
      const factor = 4 ** column;
      const next = (factor * row[column - 1]! - previous[column - 1]!) / (factor - 1);
      const error = Math.max(Math.abs(next - row[column - 1]!), Math.abs(next - previous[column - 1]!));
      if (error < least) [best, least] = [next, error];
      row.push(next);
    }
    previous = row;
  }
  return best;
}

async function main(): Promise<void> {
  const path = resolve('examples/lenet5.net.json');
  const definition = await readDefinition({ path, text: readFileSync(path, 'utf8') }, { read: (at) => readFile(at) });
  const model = definition.model!;
  const trace = passOver(model);
  const all = trace.layers.flatMap(({ back }, layer) =>
    Object.entries(back!.parameters).map(([parameter, gradient]) => ({ layer, parameter, gradient: gradient! })),
  );
  const central = (place: Place) => (step: number) =>
    (lossAt(model, place, step) - lossAt(model, place, -step)) / (2 * step);
  const local = new Map(
    all.map(({ layer, parameter }) => [
      `${layer}.${parameter}`,
      layerDifferentiation(trace, layer, { kind: 'gradient', parameter }),
    ]),
  );
  const methods: readonly (readonly [name: string, sample: number, numeric: (place: Place) => number])[] = [
    ['central differences of C, h = 1e-6', SAMPLE, (place) => central(place)(1e-6)],
    ['central differences of C, h = 1e-5', SAMPLE, (place) => central(place)(1e-5)],
    ['Richardson of C, h = 1e-3 and 5e-4', SAMPLE, (place) => (4 * central(place)(5e-4) - central(place)(1e-3)) / 3],
    ['Ridders of C, h = 2⁻⁶ … 2⁻¹¹', SAMPLE, (place) => ridders(central(place), 2 ** -6, 6)],
    [
      'the change of C carried in closed form, h = 2⁻²⁰',
      SAMPLE,
      (place) => (carriedChange(trace, place, 2 ** -20) - carriedChange(trace, place, -(2 ** -20))) / 2 ** -19,
    ],
    [
      'each layer on its own, one difference of h = 0.5',
      Infinity,
      ({ layer, parameter, flat }) => local.get(`${layer}.${parameter}`)!.plain(flat).differ(0.5, true).plus,
    ],
    [
      'as GradLens checks',
      Infinity,
      ({ layer, parameter, flat }) => local.get(`${layer}.${parameter}`)!.derivative(flat).value,
    ],
  ];
  console.log('| numeric gradient | entries | worst relative error |\n| --- | ---: | ---: |');
  for (const [name, sample, numeric] of methods) {
    let [worst, entries] = [0, 0];
    for (const { layer, parameter, gradient } of all) {
      for (const flat of stratified(gradient.data.length, sample, mersenneTwister(1))) {
        const analytic = gradient.data[flat]!;
        if (Math.abs(analytic) < LEAST) continue;
        const value = numeric({ layer, parameter, flat });
        worst = Math.max(worst, Math.abs(value - analytic) / Math.max(Math.abs(value), Math.abs(analytic)));
        entries++;
      }
    }
    console.log(`| ${name} | ${entries.toLocaleString('en-US')} | ${worst.toExponential(0)} |`);
  }
}

void main();
