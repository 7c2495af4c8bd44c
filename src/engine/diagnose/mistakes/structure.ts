/** Mistakes where tensors join and part: branches, broadcasting, pieces of a tensor. */
import { gather, last, only, shifted } from '../axes';
import { byTheLayer, isInput, withCompute, withDelta, withResult, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sameShape, sizeOf, unravel } from '../../tensor';
import { readsOf } from '../windows';
import { scaled } from './results';

const joins = 'layers with several inputs';
const repeats = 'Add, Sub, Mul, Div, MatMul and Expand with broadcasting';

/** Axes of δ along which the input in question was repeated. */
function repeatedAxes({ type, target, inputs, delta }: Bench): number[] {
  if (target.kind !== 'inputDelta' || !/^(Add|Sub|Mul|Div|MatMul|Expand)$/.test(type)) return [];
  const { shape } = inputs[target.input]!;
  const added = delta.shape.length - shape.length;
  const axes = type === 'MatMul' ? delta.shape.length - 2 : delta.shape.length;
  return [...delta.shape.keys()].filter(
    (axis) => axis < axes && delta.shape[axis]! > 1 && (axis < added || shape[axis - added] === 1),
  );
}

const oneOfRepeated =
  (which: 'first' | 'last'): Mistake['make'] =>
  (bench) => {
    const axes = repeatedAxes(bench);
    if (axes.length === 0) return undefined;
    const { delta } = bench;
    const wanted = (axis: number) => (which === 'first' ? 0 : last(delta.shape, axis));
    return withDelta(
      bench,
      axes.reduce((left, axis) => only(left, axis, (at) => at === wanted(axis)), delta),
    );
  };

/** The axis that an option names, from the front. */
const dimOf = ({ options }: Bench, rank: number): number => {
  const dim = Number(options.dim);
  return dim < 0 ? dim + rank : dim;
};

export default defineMistakes(
  {
    id: 'branch-dropped',
    title: 'branch dropped',
    when: 'the gradient of this branch is dropped',
    on: joins,
    make: (bench) => (bench.inputs.length > 1 && isInput(bench) ? scaled(() => 0)(bench) : undefined),
    remedy: {
      formula: 'z = f(x_0, x_1): each of x_0, x_1 has a gradient',
      why: 'δ goes back along every branch that came in, a skip connection too.',
      edit: { yours: 'return [delta, None]', right: 'return [delta, delta]' },
    },
    seen: ['https://github.com/TrenTorch/TrenTorch/issues/182'],
    sentence: (subject) => `${subject} is 0 everywhere: the gradient of this branch is dropped.`,
  },
  {
    id: 'branches-exchanged',
    title: 'gradients of two inputs exchanged',
    when: 'the gradient is that of the next input',
    on: joins,
    make: (bench) => {
      const { target, inputs } = bench;
      if (target.kind !== 'inputDelta' || inputs.length < 2) return undefined;
      const next = (target.input + 1) % inputs.length;
      if (!sameShape(inputs[next]!.shape, inputs[target.input]!.shape)) return undefined;
      return withCompute(bench, (pieces) => byTheLayer({ ...pieces, target: { kind: 'inputDelta', input: next } }));
    },
    remedy: {
      formula: '∂(a·b)/∂a = b, ∂(a·b)/∂b = a',
      why: 'Gradients are returned in the order of the inputs.',
      edit: { yours: 'return [db, da]', right: 'return [da, db]' },
    },
  },
  {
    id: 'other-operand-left-out',
    title: 'other operand left out',
    when: 'the other operand is left out, as if it were a sum',
    on: 'Mul, Div',
    make: (bench) => {
      const { target, type, inputs, delta } = bench;
      if (target.kind !== 'inputDelta' || !/^(Mul|Div)$/.test(type)) return undefined;
      return sameShape(inputs[target.input]!.shape, delta.shape)
        ? withCompute(bench, (pieces) => pieces.delta)
        : undefined;
    },
    remedy: {
      formula: '∂(a·b)/∂a = b, ∂(a/b)/∂a = 1/b',
      why: 'Only a sum hands δ on unchanged.',
      edit: { yours: 'da = delta', right: 'da = delta * b' },
    },
  },
  {
    id: 'broadcast-not-summed',
    title: 'broadcast not summed',
    when: 'only the first of the repeated entries counts: what was broadcast is not summed',
    on: repeats,
    make: oneOfRepeated('first'),
    remedy: {
      formula: '∂C/∂x = Σ of δ over the axes along which x was repeated',
      why: 'An entry that was repeated has had an influence at every place.',
      edit: { yours: 'dx = delta[:1]', right: 'dx = delta.sum(axis=0, keepdims=True)' },
    },
    seen: ['https://github.com/deeplearning4j/nd4j/issues/2424', 'https://github.com/tracel-ai/burn/issues/181'],
  },
  {
    id: 'broadcast-overwritten',
    title: 'broadcast overwritten: = for +=',
    when: 'each of the repeated entries overwrites the ones before, so that only the last is left',
    on: repeats,
    make: oneOfRepeated('last'),
    remedy: {
      formula: '∂C/∂x = Σ of δ over the axes along which x was repeated',
      why: 'An entry that was repeated collects from every place.',
      edit: { yours: 'dx[at] = delta[i]', right: 'dx[at] += delta[i]' },
    },
  },
  {
    id: 'broadcast-averaged',
    title: 'broadcast averaged',
    when: 'it is averaged over what was broadcast and not summed',
    on: repeats,
    make: scaled((bench) => 1 / sizeOf(repeatedAxes(bench).map((axis) => bench.delta.shape[axis]!))),
    remedy: {
      formula: '∂C/∂x = Σ of δ over the axes along which x was repeated',
      why: 'Every repetition adds its δ.',
      edit: { yours: 'delta.mean(axis=0)', right: 'delta.sum(axis=0)' },
    },
  },
  {
    id: 'piece-from-the-start',
    title: 'offset of the piece forgotten',
    when: 'the piece of δ is taken from its start: the offset is forgotten',
    on: 'Cat, Stack',
    make: (bench) => {
      const { target, type, inputs } = bench;
      if (target.kind !== 'inputDelta' || !/^(Cat|Stack)$/.test(type) || target.input === 0) return undefined;
      const axis = dimOf(bench, bench.delta.shape.length);
      return withCompute(bench, ({ delta }) =>
        gather(inputs[target.input]!.shape, delta, (index) =>
          type === 'Cat' ? index : [...index.slice(0, axis), 0, ...index.slice(axis)],
        ),
      );
    },
    remedy: {
      formula: '∂C/∂x_k[c] = δ[C_0 + … + C_(k−1) + c]',
      why: 'The pieces lie one behind the other in δ, as they do in the output.',
      edit: { yours: 'delta[:, :c]', right: 'delta[:, start:start + c]' },
    },
  },
  {
    id: 'piece-put-at-start',
    title: 'piece put at the start',
    when: 'δ is put at the start of the axis and not where the piece was taken',
    on: 'Slice, Select, Chunk, Split',
    make: (bench) => {
      if (!/^(Slice|Select|Chunk|Split)$/.test(bench.type) || !isInput(bench)) return undefined;
      const { shape } = bench.inputs[0]!;
      const axis = dimOf(bench, shape.length);
      const start = unravel(readsOf(bench)[0]![0]!, shape)[axis]!;
      return start === 0 ? undefined : withResult(bench, (gradient) => shifted(gradient, axis, -start));
    },
    remedy: {
      formula: '∂C/∂x[start + k] = δ[k], 0 elsewhere',
      why: 'δ goes back to the entries that were taken.',
      edit: { yours: 'dx[:, :n] = delta', right: 'dx[:, start:start + n] = delta' },
    },
  },
  {
    id: 'mean-not-divided-by-count',
    title: '1/n of the mean missing',
    when: 'the 1/n of the mean over an axis is missing',
    on: 'Mean',
    make: scaled((bench) => (bench.type === 'Mean' ? countOf(bench) : undefined)),
    remedy: {
      formula: '∂mean/∂x_i = 1/n',
      why: 'Each of n entries moves their mean by one n-th.',
      edit: { yours: 'dx = delta', right: 'dx = delta / n' },
    },
  },
  {
    id: 'sum-divided-by-count',
    title: '1/n though it is a sum',
    when: 'it is divided by the number of entries, as a mean would be',
    on: 'Sum',
    make: scaled((bench) => (bench.type === 'Sum' ? 1 / countOf(bench) : undefined)),
    remedy: {
      formula: '∂sum/∂x_i = 1',
      why: 'Each entry moves the sum by as much as itself.',
      edit: { yours: 'dx = delta / n', right: 'dx = delta' },
    },
  },
);

/** Entries that go into one output. */
const countOf = ({ inputs, output }: Bench): number => inputs[0]!.data.length / output.data.length;
