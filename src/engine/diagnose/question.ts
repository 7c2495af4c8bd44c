/** A wrong gradient, the right one beside it, and the bench on which mistakes can be made. */
import { judge, type Tolerances } from '../gradcheck/verdict';
import { foundAt, type TensorCheck } from '../gradcheck/tensorCheck';
import type { Layer } from '../layer';
import type { Tensor } from '../tensor';
import { contextFor, parametersOf, type Trace } from '../trace';
import { gradientOf, withCompute, type Bench } from './bench';
import { benchOf } from './benchOf';
import { largestOf, ROUNDING } from './closeness';
import { remembering } from './remembering';

export interface Question {
  /** `conv2` */
  readonly layer: string;
  /** `dx`, `weight`, `output` */
  readonly tensor: string;
  readonly mine: Tensor;
  readonly right: Tensor;
  /** 1 where the right entry is known, and not at a kink; all of them when left out. */
  readonly known: Uint8Array | undefined;
  /** 1 where mine is wrong. */
  readonly wrong: Uint8Array;
  /** What the right one comes from: a built-in layer's type, or `numeric`. */
  readonly against: string;
  /** Share of the largest entry that rounding may take. */
  readonly rounding: number;
  readonly bench: Bench;
  /** What the built-in layer would give, where the layer's own forward pass is another: then `right` is numeric. */
  readonly claimed?: { readonly type: string; readonly gradient: Tensor };
}

/** Where the tensor comes from, and by what rule it is wrong. */
export interface Asked {
  readonly trace: Trace;
  readonly layer: number;
  readonly tolerances: Tolerances;
  readonly precision?: 'float64' | 'float32' | 'float16';
  /** In place of the layer's own. */
  readonly bench?: Bench | undefined;
}

const [UNCHECKED, WRONG, KINK] = [0, 2, 3];

/**
 * The question that a wrong tensor of a check asks. Undefined where nothing is known of what is right: random
 * projections of a layer that claims to be none.
 */
export function questionOf(asked: Asked, check: TensorCheck): Question | undefined {
  const { trace, layer, tolerances, precision = 'float64' } = asked;
  const built = asked.bench ?? benchOf(trace, layer, check.target);
  const bench = built && remembering(built);
  const name = trace.model.network.layers[layer]?.name ?? 'loss';
  const common = { layer: name, tensor: check.name, mine: check.analytic };
  const gradient = bench && (check.right ?? gradientOf(bench));
  if (bench && gradient && agrees(gradient, check, tolerances)) {
    check.right = gradient;
    const wrong = wrongIn(check, gradient);
    return {
      ...common,
      right: gradient,
      known: undefined,
      wrong,
      against: bench.type,
      rounding: ROUNDING[precision],
      bench,
    };
  }
  const right: Tensor = { shape: check.analytic.shape, data: check.numeric };
  const known = check.verdicts.map((verdict) => (verdict === UNCHECKED || verdict === KINK ? 0 : 1));
  if (!known.includes(1)) return undefined;
  return {
    ...{ ...common, right, known, wrong: wrongIn(check, right), against: 'numeric', rounding: ROUNDING.numeric },
    bench: numericBench(trace, layer, check, right, bench),
    ...(bench && gradient ? { claimed: { type: bench.type, gradient } } : {}),
  };
}

/** The question of a forward pass that is not the one that it claims to be. */
export function outputQuestion(trace: Trace, layer: number): Question | undefined {
  const bench = benchOf(trace, layer, { kind: 'output' });
  if (!bench) return undefined;
  const mine = trace.layers[layer]!.output;
  const right = bench.output;
  const bound = PARITY * largestOf(right.data);
  const wrong = Uint8Array.from(mine.data, (value, flat) => (Math.abs(value - right.data[flat]!) <= bound ? 0 : 1));
  const { name } = trace.model.network.layers[layer]!;
  return {
    ...{ layer: name, tensor: 'output', mine, right, known: undefined, wrong, against: bench.type },
    ...{ rounding: ROUNDING.float64, bench: remembering(bench) },
  };
}

/** Of the largest output, as the property has it. */
const PARITY = 1e-10;

/** Does the built-in layer's gradient agree with what was differenced? Not where the layer's own forward is another. */
function agrees(gradient: Tensor, check: TensorCheck, tolerances: Tolerances): boolean {
  const largest = check.numeric.reduce((most, n) => (Number.isFinite(n) ? Math.max(most, Math.abs(n)) : most), 0);
  return check.verdicts.every((verdict, flat) => {
    if (verdict === UNCHECKED) return true;
    return judge(gradient.data[flat]!, foundAt(check, flat), largest, tolerances).verdict !== 'wrong';
  });
}

/** By the check where it looked, else by the right gradient. */
function wrongIn({ analytic, verdicts }: TensorCheck, right: Tensor): Uint8Array {
  const largest = largestOf(right.data);
  return verdicts.map((verdict, flat) => {
    if (verdict !== UNCHECKED) return verdict === WRONG ? 1 : 0;
    return Math.abs(analytic.data[flat]! - right.data[flat]!) <= 1e-7 * largest || Number.isNaN(right.data[flat])
      ? 0
      : 1;
  });
}

/** Where no built-in layer says what is right: what any gradient can have is made on the numeric one. */
function numericBench(
  trace: Trace,
  layer: number,
  { target }: TensorCheck,
  right: Tensor,
  bench: Bench | undefined,
): Bench {
  if (bench) return withCompute({ ...bench, type: 'numeric' }, () => right);
  const { definition, fit } = trace.model.network.layers[layer]!;
  const { inputs, output, saved, delta, back } = trace.layers[layer]!;
  // None of the user's code is asked again.
  const stands: Pick<Layer, 'options' | 'shape' | 'forward' | 'backward'> = {
    options: {},
    shape: () => fit!,
    forward: () => ({ output, saved }),
    backward: () => back!,
  };
  const own = { ...definition!, ...stands };
  return {
    ...{ type: 'numeric', layer: own, options: {}, inputs, output, saved, delta: delta!, target },
    parameters: parametersOf(trace.model, layer),
    context: () => contextFor(trace.model, layer),
    compute: () => right,
  };
}
