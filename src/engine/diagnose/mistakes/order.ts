/** Mistakes in the order of axes: flattening channels last, mixing samples, permuting the wrong way. */
import { gather } from '../axes';
import { isInput, isOutput, withCompute, withDelta, type Bench } from '../bench';
import { defineMistakes } from '../mistake';
import { ravel, sizeOf, unravel, type Shape, type Tensor } from '../../tensor';

const flattening = 'Flatten, Reshape, View';
const isFlattening = ({ type }: Bench): boolean => type === 'Flatten' || type === 'Reshape' || type === 'View';

/** N, C, … to N, …, C. */
const channelsLast = ([n, c, ...rest]: Shape): number[] => [n!, ...rest, c!];

/** The layer as a reordering of flat positions: output at `to(flat)` is input `flat`, and so on the way back. */
function reordered(bench: Bench, to: (flat: number, shape: Shape) => number): Bench | undefined {
  if (isOutput(bench)) {
    return withCompute(bench, ({ inputs, output }) => {
      const data = new Float64Array(output.data.length);
      for (const [flat, value] of inputs[0]!.data.entries()) data[to(flat, inputs[0]!.shape)] = value;
      return { shape: output.shape, data };
    });
  }
  if (!isInput(bench)) return undefined;
  return withCompute(bench, ({ inputs, delta }) => {
    const { shape, data } = inputs[0]!;
    return { shape, data: data.map((_, flat) => delta.data[to(flat, shape)]!) };
  });
}

/** The numbers of N×C×… taken for N×…×C. */
function takenForChannelsLast({ shape, data }: Tensor): Tensor {
  return gather(shape, { shape: channelsLast(shape), data }, (index) => channelsLast(index));
}

export default defineMistakes(
  {
    id: 'flattened-channels-last',
    title: 'flattened as N×H×W×C',
    when: 'maps are flattened with their channels last, N×H×W×C, and not as N×C×H×W',
    on: flattening,
    make: (bench) =>
      isFlattening(bench) && bench.inputs[0]!.shape.length > 2
        ? reordered(bench, (flat, shape) => ravel(channelsLast(unravel(flat, shape)), channelsLast(shape)))
        : undefined,
    remedy: {
      formula: 'a[n, (c·H + i)·W + j] = x[n, c, i, j]',
      why: 'The weights of the dense layer behind it expect channel after channel.',
      edit: { yours: 'x.transpose(0, 2, 3, 1).reshape(N, -1)', right: 'x.reshape(N, -1)' },
    },
    seen: ['https://github.com/gzuidhof/nn-transfer/issues/11', 'https://github.com/tensorflow/tfjs/issues/2205'],
  },
  {
    id: 'flatten-mixes-samples',
    title: 'samples mixed in flattening',
    when: 'samples are mixed: the numbers are read as features × samples',
    on: flattening,
    make: (bench) => {
      if (!isFlattening(bench)) return undefined;
      const [samples, ...rest] = bench.inputs[0]!.shape;
      if (rest.length === 0 || samples === 1) return undefined;
      return reordered(bench, (flat, shape) => {
        const features = sizeOf(shape) / shape[0]!;
        return (flat % shape[0]!) * features + Math.floor(flat / shape[0]!);
      });
    },
    remedy: {
      formula: 'a[n, …] holds the numbers of sample n alone',
      why: 'The batch is the first axis and stays where it is.',
      edit: { yours: 'x.reshape(-1, N).T', right: 'x.reshape(N, -1)' },
    },
  },
  {
    id: 'axes-not-exchanged-back',
    title: 'reshaped in place of permuted',
    when: 'δ is only reshaped: its axes are not exchanged back',
    on: 'Permute, Transpose, PixelShuffle, PixelUnshuffle, ChannelShuffle',
    make: (bench) =>
      /^(Permute|Transpose|Pixel(Uns|S)huffle|ChannelShuffle)$/.test(bench.type) && isInput(bench)
        ? withCompute(bench, ({ delta, inputs }) => ({ shape: inputs[0]!.shape, data: delta.data.slice() }))
        : undefined,
    remedy: {
      formula: '∂C/∂x = δ with its axes in the order of x',
      why: 'A reshape keeps the order of the numbers; what was permuted has to be permuted back.',
      edit: { yours: 'delta.reshape(x.shape)', right: 'delta.transpose(inverse)' },
    },
  },
  {
    id: 'permuted-again',
    title: 'permuted again, not back',
    when: 'δ is permuted in the same way again and not by the inverse',
    on: 'Permute',
    make: (bench) => {
      if (bench.type !== 'Permute' || !isInput(bench)) return undefined;
      const rank = bench.delta.shape.length;
      const dims = (bench.options.dims as readonly number[]).map((dim) => (dim < 0 ? dim + rank : dim));
      return withCompute(bench, ({ delta, inputs }) => {
        const shape = dims.map((dim) => delta.shape[dim]!);
        const again = gather(shape, delta, (index) => {
          const from = [...index];
          for (const [axis, dim] of dims.entries()) from[dim] = index[axis]!;
          return from;
        });
        return { shape: inputs[0]!.shape, data: again.data };
      });
    },
    remedy: {
      formula: '∂C/∂x = δ.permute(inverse), inverse[dims[k]] = k',
      why: 'A permutation is its own inverse only where it exchanges pairs.',
      edit: { yours: 'delta.permute(dims)', right: 'delta.permute(argsort(dims))' },
    },
  },
  {
    id: 'delta-read-channels-last',
    title: 'δ taken for N×H×W×C',
    when: 'δ is taken for N×H×W×C where it is N×C×H×W',
    on: 'parameters of layers on maps',
    make: (bench) =>
      bench.target.kind === 'gradient' && bench.delta.shape.length > 2 && bench.type !== 'Linear'
        ? withDelta(bench, takenForChannelsLast(bench.delta))
        : undefined,
    remedy: {
      formula: '∂C/∂b_c = Σ_n Σ_u,v δ[n,c,u,v]',
      why: 'The channel is the second axis of δ.',
      edit: { yours: 'delta.reshape(-1, C).sum(axis=0)', right: 'delta.sum(axis=(0, 2, 3))' },
    },
  },
);
