/**
 * What no difference quotient sees: the same result twice, arguments left alone, δ = 0 gives 0, linearity in δ, samples
 * that do not mix, and a forward pass that is the one it claims to be. Each is a line of the report with its own verdict.
 */
import type { Layer } from '../layer';
import { copyOf, isBuiltIn, referenceOf } from '../passes';
import type { PropertyReport } from '../summary';
import { zeros, type Tensor } from '../tensor';
import type { Trace } from '../trace';
import {
  allFinite,
  entry,
  firstDifference,
  gradientPairs,
  gradientsOf,
  largest,
  pair,
  plain,
  subjectOf,
  zip,
  type Subject,
} from './subject';

type Property = PropertyReport['property'];
/** Undefined where the question does not arise; an empty text where all is well. */
type Finding = string | undefined;

/** Of the larger value: two sums of the same numbers in another order differ by less. */
const ROUNDING = 1e-10;
/** Of δ itself: a saturated layer hands back what is left of a difference of such numbers. */
const LAST_DIGITS = 2 ** -48;

const questions: readonly [Property, right: string, ask: (subject: Subject) => Finding][] = [
  ['determinism', 'The same twice, bit for bit.', determinism],
  ['inputsUnmodified', 'Forward and backward leave their arguments as they were.', inputsUnmodified],
  ['zero', 'δ = 0 gives gradients of 0.', zero],
  ['linearity', 'Backward is linear in δ.', linearity],
  ['sampleIndependence', 'No sample depends on another.', sampleIndependence],
  ['parity', '', parity],
];

/** Yields between the questions, so that a run can pause. */
export function* checkProperties(trace: Trace, layer: number): Generator<void, readonly PropertyReport[]> {
  const subject = subjectOf(trace, layer);
  const reports: PropertyReport[] = [];
  for (const [property, right, ask] of questions) {
    const finding = ask(subject);
    if (finding !== undefined) {
      const sentence = finding === '' ? right || `Forward equals ${referenceOf(subject.definition)!.type}.` : finding;
      reports.push({ property, verdict: finding === '' ? 'right' : 'wrong', sentence });
    }
    yield;
  }
  return reports;
}

// ---------------------------------------------------------------- the questions

function determinism({ name, inputs, output, saved, delta, back, forward, backward }: Subject): Finding {
  const again = forward(inputs);
  const first = firstDifference(output, again.output);
  if (first >= 0) {
    return `Forward of ${name} gives another result when asked again: ${pair('output', output, again.output, first)}.`;
  }
  for (const [what, before, after] of gradientPairs(back, backward(delta, saved))) {
    const flat = firstDifference(before, after);
    if (flat >= 0) {
      return `Backward of ${name} gives another result when asked again: ${pair(what, before, after, flat)}.`;
    }
  }
  return '';
}

/**
 * Asked on fresh numbers of both signs as well: what overwrites itself once (a ReLU in place) may leave itself alone the
 * second time.
 */
function inputsUnmodified({ name, inputs, delta, rng, live }: Subject): Finding {
  const drawn = ({ shape, data }: Tensor): Tensor => ({
    shape,
    data: data.map((value) => value * (1 + rng.uniform()) + rng.uniform() - 0.5),
  });
  for (const [given, arriving] of [
    [inputs.map(copyOf), copyOf(delta)],
    [inputs.map(drawn), drawn(delta)],
  ] as const) {
    for (const [what, before, after] of live(given, arriving)) {
      const flat = firstDifference(before, after);
      if (flat >= 0) return `In ${name} ${what}: ${pair('', before, after, flat)}.`;
    }
  }
  return '';
}

function zero({ name, delta, back, saved, backward }: Subject): Finding {
  if (!allFinite(back)) return undefined;
  for (const [what, gradient] of gradientsOf(backward(zeros(delta.shape), saved))) {
    const flat = gradient.data.findIndex((value) => value !== 0);
    if (flat >= 0) return `With δ = 0 backward of ${name} gives ${entry(what, gradient, flat)}, not 0.`;
  }
  return '';
}

/** backward(δ + r) = backward(δ) + backward(r) for a random r as large as δ. */
function linearity({ name, delta, back, saved, rng, backward }: Subject): Finding {
  if (!allFinite(back)) return undefined;
  const size = largest(delta) || 1;
  const other: Tensor = { shape: delta.shape, data: delta.data.map(() => size * (2 * rng.uniform() - 1)) };
  const both: Tensor = { shape: delta.shape, data: delta.data.map((value, k) => value + other.data[k]!) };
  const ofOther = backward(other, saved);
  for (const [[what, one], [, two], [, sum]] of zip(back, ofOther, backward(both, saved))) {
    const bound = ROUNDING * (largest(one) + largest(two) + largest(sum)) + LAST_DIGITS * (size + largest(other));
    const flat = sum.data.findIndex((value, k) => !(Math.abs(value - one.data[k]! - two.data[k]!) <= bound));
    if (flat < 0) continue;
    const parts = plain(one.data[flat]! + two.data[flat]!);
    return `Backward of ${name} is not linear in δ: for a sum of two δ ${entry(what, sum, flat)}, the two add up to ${parts}.`;
  }
  return '';
}

/**
 * Changes the last sample of input and δ; nothing of the others may move. Does not arise for one sample, and for layers
 * that mix samples by design: those that say so, and those whose built-in counterpart does.
 */
function sampleIndependence(subject: Subject): Finding {
  const { name, definition, inputs, output } = subject;
  const samples = output.shape[0] ?? 0;
  if (samples < 2 || definition.mixesSamples === true || inputs.some(({ shape }) => shape[0] !== samples))
    return undefined;
  const mixing = mixed(subject, definition);
  if (!mixing) return '';
  const reference = referenceOf(definition);
  // A built-in layer that mixes is meant to.
  if (reference ? mixed(subject, reference) : isBuiltIn(definition)) return undefined;
  return `In ${name} samples mix: when only the last sample changes, ${mixing}.`;
}

function mixed({ inputs, output, delta, forward, backward }: Subject, definition: Layer): Finding {
  const samples = output.shape[0]!;
  const before = forward(inputs, definition);
  const after = forward(inputs.map(lastSampleChanged), definition);
  const moved = firstDifference(before.output, after.output, (samples - 1) / samples);
  if (moved >= 0) return pair('output', before.output, after.output, moved);
  const firstBack = backward(delta, before.saved, definition).inputs;
  const secondBack = backward(lastSampleChanged(delta), after.saved, definition).inputs;
  for (const [k, first] of firstBack.entries()) {
    const flat = firstDifference(first, secondBack[k]!, (samples - 1) / samples);
    if (flat >= 0) return pair(firstBack.length > 1 ? `dx${k}` : 'dx', first, secondBack[k]!, flat);
  }
  return undefined;
}

/** The last sample backwards and three quarters as large: the same signs, so that logarithms and roots stay defined. */
function lastSampleChanged({ shape, data }: Tensor): Tensor {
  const changed = data.slice();
  const start = data.length - data.length / shape[0]!;
  for (let k = start; k < data.length; k++) changed[k] = 0.75 * data[data.length - 1 - (k - start)]!;
  return { shape, data: changed };
}

function parity({ name, definition, inputs, output, forward }: Subject): Finding {
  const reference = referenceOf(definition);
  if (!reference) return undefined;
  const { output: right } = forward(inputs, reference);
  const bound = ROUNDING * largest(right);
  let count = 0;
  let worst = -1;
  const error = (flat: number) => Math.abs(output.data[flat]! - right.data[flat]!);
  for (let flat = 0; flat < right.data.length; flat++) {
    if (Object.is(output.data[flat], right.data[flat]) || error(flat) <= bound) continue;
    count++;
    if (worst < 0 || error(flat) > error(worst)) worst = flat;
  }
  if (count === 0) return '';
  return (
    `Forward of ${name} differs from ${reference.type} in ${count.toLocaleString('en-US')} of ` +
    `${right.data.length.toLocaleString('en-US')} entries: ${entry('output', output, worst)}, ` +
    `${reference.type} gives ${plain(right.data[worst]!)}.`
  );
}
