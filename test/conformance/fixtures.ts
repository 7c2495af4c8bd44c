/** What scripts/torchFixtures.py wrote, and how near our numbers must come. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { tensor, type Shape, type Tensor } from '../../src/engine/tensor';

export interface PlainTensor {
  readonly shape: Shape;
  readonly data: readonly number[];
}

export type PlainTensors = { readonly [name: string]: PlainTensor };

export interface LayerFixture {
  readonly name: string;
  readonly inputs: readonly PlainTensor[];
  readonly parameters: PlainTensors;
  readonly delta: PlainTensor;
  readonly output: PlainTensor;
  readonly inputGradients: readonly PlainTensor[];
  readonly parameterGradients: PlainTensors;
  /** Running statistics and the like, as they are after the forward pass. */
  readonly buffers?: PlainTensors;
}

export interface LossFixture {
  readonly name: string;
  readonly output: PlainTensor;
  readonly loss: number;
  readonly delta: PlainTensor;
}

export interface NetworkDefinition {
  readonly name: string;
  readonly seed: number;
  readonly inputShape: Shape;
  readonly layers: readonly { readonly name: string; readonly type: string; readonly [option: string]: unknown }[];
  readonly loss: { readonly type: string; readonly [option: string]: unknown };
  readonly target: PlainTensor;
}

export interface NetworkFixture {
  readonly name: string;
  readonly input: PlainTensor;
  readonly loss: number;
  readonly deltas: PlainTensors;
  readonly gradients: PlainTensors;
  readonly inputGradient: PlainTensor;
}

export interface InitialWeights {
  readonly seed: number;
  readonly parameters: PlainTensors;
  readonly normal: PlainTensors;
}

/** One of test/fixtures/torch, by its name without `.json`; PyTorch's answer to a list of cases. */
export function readFixtures<Case>(name: string): readonly Case[] {
  const file = join(import.meta.dirname, '../fixtures/torch', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Case[];
}

/** The case of a sample. The message says how to make it when the sample is new. */
export function caseOf<Case extends { readonly name: string }>(cases: readonly Case[], name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (!found) {
    throw new Error(`no fixture "${name}": run "npm run generate", then "/usr/bin/python3 scripts/torchFixtures.py"`);
  }
  return found;
}

export const tensorOf = ({ shape, data }: PlainTensor): Tensor => tensor(shape, data);

/** Largest difference, relative to the largest entry that is expected. */
export function distance(actual: Tensor, expected: PlainTensor): number {
  expect(actual.shape).toEqual(expected.shape);
  const largest = expected.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const difference = expected.data.reduce((max, value, at) => Math.max(max, Math.abs(value - actual.data[at]!)), 0);
  return largest === 0 ? difference : difference / largest;
}

/**
 * As `distance`, but without an opinion: what differs in shape, or is NaN or ∞ in one of the two alone, is ∞ away.
 * `least` stands for the largest entry where that is smaller: the error is relative to it.
 */
export function farthest(actual: Tensor | undefined, { shape, data }: PlainTensor, least = 0): number {
  if (!actual || actual.shape.join() !== shape.join() || actual.data.length !== data.length) return Infinity;
  let [most, largest] = [0, least];
  for (const [at, expected] of data.entries()) {
    const made = actual.data[at]!;
    if (Object.is(made, expected)) continue;
    if (!Number.isFinite(made) || !Number.isFinite(expected)) return Infinity;
    most = Math.max(most, Math.abs(made - expected));
  }
  for (const expected of data) if (Number.isFinite(expected)) largest = Math.max(largest, Math.abs(expected));
  return largest === 0 ? most : most / largest;
}
