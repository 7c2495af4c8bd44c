/**
 * A layer with a mistake, as the panel sees it: dx of a convolution (stride 1, no padding) computed with its kernel
 * not rotated. Tensors and reports of the real engine are changed on their way; the diagnosis stands in the scene.
 */
import type { EntryReply, TensorRef } from '../../../src/engine/reference';
import type { Diagnosis, LayerReport, LayerSource, PropertyReport, TensorReply } from '../../../src/protocol';
import type { TensorRequest } from '../../../src/protocol';

export interface Fault {
  readonly layer: number;
  /** The banner's. */
  readonly sentence: string;
  readonly diagnoses: readonly Diagnosis[];
  readonly properties?: readonly PropertyReport[];
  readonly source?: LayerSource;
}

type Ask = (request: TensorRequest) => Promise<TensorReply>;

export class FaultyConv {
  private mine: Float64Array | undefined;
  private right: Float64Array = new Float64Array();
  private shape: readonly number[] = [];

  constructor(
    private readonly fault: Fault,
    private readonly ask: Ask,
  ) {}

  /** Mine, the right one, or their difference; undefined for every other tensor. */
  async tensor({ ref, fixed, maxEntries = Infinity }: TensorRequest): Promise<TensorReply | undefined> {
    if (ref.layer !== this.fault.layer) return undefined;
    const isDx = ref.kind === 'inputDelta' || ('of' in ref && ref.of.kind === 'inputDelta');
    if (!isDx) return undefined;
    const mine = await this.computed();
    return part(this.values(ref, mine), this.shape, fixed, maxEntries);
  }

  private values(ref: TensorRef, mine: Float64Array): Float64Array {
    const { right } = this;
    if (ref.kind === 'right' || ref.kind === 'numeric') return right;
    if (ref.kind === 'difference') return mine.map((value, at) => value - right[at]!);
    if (ref.kind === 'error')
      return mine.map((value, at) => Math.abs(value - right[at]!) / (Math.abs(value) + Math.abs(right[at]!)));
    return mine;
  }

  /** An opened entry of mine, with the right value as the numeric one. */
  async entry(reply: EntryReply): Promise<EntryReply> {
    const mine = await this.computed();
    if (reply.layer !== this.fault.layer || reply.target.kind !== 'inputDelta') return reply;
    const at = reply.index.reduce((flat, k, axis) => flat * this.shape[axis]! + k, 0);
    const [value, numeric] = [mine[at]!, this.right[at]!];
    const check = { verdict: 'wrong', numeric, uncertainty: 1e-14, error: 1 } as const;
    return { ...reply, value, check };
  }

  async report(report: LayerReport): Promise<LayerReport> {
    if (report.layer !== this.fault.layer) return report;
    const mine = await this.computed();
    const { right, shape } = this;
    const difference = mine.map((value, at) => Math.abs(value - right[at]!));
    const worst = difference.indexOf(Math.max(...difference));
    const index = [...shape]
      .reverse()
      .reduce<{ rest: number; at: number[] }>(
        ({ rest, at }, extent) => ({ rest: Math.floor(rest / extent), at: [rest % extent, ...at] }),
        { rest: worst, at: [] },
      ).at;
    const tensors = report.tensors.map((tensor) =>
      tensor.name !== 'dx'
        ? tensor
        : {
            ...tensor,
            failed: tensor.entries,
            maxRelativeError: 1,
            worst: {
              index,
              analytic: mine[worst]!,
              numeric: right[worst]!,
              error: 1,
              uncertainty: 1e-14,
              verdict: 'wrong' as const,
            },
          },
    );
    const { diagnoses, properties } = this.fault;
    return { ...report, verdict: 'wrong', tensors, diagnoses, ...(properties && { properties }) };
  }

  private async computed(): Promise<Float64Array> {
    if (this.mine !== undefined) return this.mine;
    const { layer } = this.fault;
    const of = async (ref: TensorRequest['ref']) => this.ask({ ref, fixed: [] });
    const [delta, weight, right] = await Promise.all([
      of({ layer, kind: 'delta' }),
      of({ layer, kind: 'parameter', parameter: 'weight' }),
      of({ layer, kind: 'inputDelta', input: 0 }),
    ]);
    this.shape = right.shape;
    this.right = new Float64Array(right.data);
    this.mine = unrotated(
      new Float64Array(delta.data),
      delta.shape,
      new Float64Array(weight.data),
      weight.shape,
      right.shape,
    );
    return this.mine;
  }
}

/** dx[c,i,j] = Σ δ[o,i−p,j−q] · W[o,c,K−1−p,K−1−q]: the full convolution with W in place of rot180(W). */
export function unrotated(
  delta: Float64Array,
  [, , dRows = 1, dColumns = 1]: readonly number[],
  weight: Float64Array,
  [filters = 1, channels = 1, kh = 1, kw = 1]: readonly number[],
  [, , rows = 1, columns = 1]: readonly number[],
): Float64Array {
  const dx = new Float64Array(channels * rows * columns);
  for (let o = 0; o < filters; o++)
    for (let c = 0; c < channels; c++)
      for (let u = 0; u < dRows; u++)
        for (let v = 0; v < dColumns; v++)
          for (let p = 0; p < kh; p++)
            for (let q = 0; q < kw; q++)
              dx[(c * rows + u + p) * columns + v + q]! +=
                delta[(o * dRows + u) * dColumns + v]! *
                weight[((o * channels + c) * kh + kh - 1 - p) * kw + kw - 1 - q]!;
  return dx;
}

function part(
  values: Float64Array,
  shape: readonly number[],
  fixed: readonly number[],
  maxEntries: number,
): TensorReply {
  const rest = shape.slice(fixed.length);
  const size = rest.reduce((all, extent) => all * extent, 1);
  const from = fixed.reduce((flat, at, axis) => flat * shape[axis]! + at, 0) * size;
  const data = values.slice(from, from + size);
  const range = { min: Math.min(...data), max: Math.max(...data), nan: 0, infinite: 0 };
  if (size <= maxEntries) return { shape: rest, data: data.buffer, ...range };
  // Only the range is asked for.
  return {
    shape: rest,
    reduced: { shape: [1], block: [rest.at(-2) ?? 1, rest.at(-1) ?? 1] },
    data: new ArrayBuffer(8),
    ...range,
  };
}
