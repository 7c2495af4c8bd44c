/**
 * The L1/L2 penalty of a loss: C gets l1 · Σ|w| + l2/2 · Σ w² over every learned parameter, so each gradient gets
 * l1 · sign(w) + l2 · w. With l2 it is what `weight_decay` of torch.optim.SGD adds.
 */
import type { Factor, TermSum } from './layer';
import { parameterKey } from './instantiate';
import type { Model } from './model';
import { show, type JsonSchema, type Reading } from './options';
import { ravel, type Tensor } from './tensor';

export interface WeightDecay {
  readonly l1: number;
  readonly l2: number;
}

const DOC =
  'L1 and L2 penalty of all learned parameters, a part of C: l1 · Σ|w| + l2/2 · Σ w². A number alone is l2, as `weight_decay` of torch.optim.';
const factor = { type: 'number', minimum: 0 };

export const weightDecaySchema: JsonSchema = {
  anyOf: [factor, { type: 'object', properties: { l1: factor, l2: factor }, additionalProperties: false }],
  markdownDescription: DOC,
};

/** The message completes the sentence `"weight_decay" …`. */
export function readWeightDecay(raw: unknown): Reading<WeightDecay> {
  const given: { readonly [key: string]: unknown } =
    typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? { l1: 0, l2: 0, ...raw } : { l1: 0, l2: raw };
  const { l1, l2 } = given;
  if (Object.keys(given).length === 2 && isFactor(l1) && isFactor(l2)) return { value: { l1, l2 } };
  return { message: `must be a number ≥ 0, or { "l1": …, "l2": … } of such numbers, but is ${show(raw)}.` };
}

const isFactor = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < Infinity;

const slopeOf = ({ l1, l2 }: WeightDecay, w: number): number => l1 * Math.sign(w) + l2 * w;

/** Parameters that are learned, those that several layers use once. */
function* learned({ network, parameters }: Model): Generator<Tensor> {
  const seen = new Set<string>();
  for (const layer of network.layers) {
    for (const [name, value] of Object.entries(parameters[layer.index] ?? {})) {
      const key = parameterKey(layer, name);
      if (!value || seen.has(key) || layer.definition?.parameters[name]?.buffer) continue;
      seen.add(key);
      yield value;
    }
  }
}

/** What it adds to C. */
export function penaltyOf(model: Model): number {
  const decay = model.network.loss?.weightDecay;
  if (!decay) return 0;
  let sum = 0;
  for (const { data } of learned(model)) {
    for (const w of data) sum += decay.l1 * Math.abs(w) + (decay.l2 / 2) * w * w;
  }
  return sum;
}

/** Signs of all learned parameters, where |w| breaks; undefined without an L1 penalty. */
export function penaltyBranch(model: Model): Int32Array | undefined {
  if (!model.network.loss?.weightDecay?.l1) return undefined;
  return Int32Array.from([...learned(model)].flatMap(({ data }) => Array.from(data, Math.sign)));
}

/** The gradient that a layer hands back, and what the penalty adds to it. */
export function withPenalty(model: Model, layer: number, parameter: string, gradient: Tensor): Tensor {
  const decay = model.network.loss?.weightDecay;
  const weights = model.parameters[layer]?.[parameter];
  if (!decay || !weights) return gradient;
  return { shape: gradient.shape, data: gradient.data.map((value, at) => value + slopeOf(decay, weights.data[at]!)) };
}

/** The same in the explanation of an entry: a summand of its own. */
export function explainPenalty(
  model: Model,
  layer: number,
  parameter: string,
  index: readonly number[],
  sum: TermSum,
): TermSum {
  const decay = model.network.loss?.weightDecay;
  const weights = model.parameters[layer]?.[parameter];
  if (!decay || !weights) return sum;
  const value = slopeOf(decay, weights.data[ravel(index, weights.shape)]!);
  const own: Factor = { source: { kind: 'local' }, index: [], value };
  const text = [decay.l1 > 0 ? `${decay.l1} · sign(w)` : '', decay.l2 > 0 ? `${decay.l2} · w` : ''];
  return { ...sum, plus: { factor: own, symbol: { symbol: text.filter(Boolean).join(' + ') || '0', subscripts: [] } } };
}
