/** Mistakes where an entry has been read several times without arithmetic: enlarged maps and padded borders. */
import { gather } from '../axes';
import { isInput, withCompute, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { zeros } from '../../tensor';
import { readsOf } from '../windows';

const copies = 'Upsample by the nearest cell; reflected, replicated and circular padding';
const isPadding = ({ type }: Bench): boolean => /Pad[123]d$/.test(type);
const isCopying = ({ type, options }: Bench): boolean =>
  (type === 'Upsample' && options.mode === 'nearest') || /^(Reflection|Replication|Circular)Pad/.test(type);

/** What each entry makes of the outputs that read it. */
const fromReaders =
  (of: (readers: readonly number[], delta: Float64Array) => number): Mistake['make'] =>
  (bench) =>
    isCopying(bench) && isInput(bench)
      ? withCompute(bench, (pieces) => {
          const dx = zeros(pieces.inputs[0]!.shape);
          const readers = Array.from(dx.data, (): number[] => []);
          for (const [output, cells] of readsOf(pieces).entries())
            for (const cell of cells) readers[cell]!.push(output);
          for (const [cell, outputs] of readers.entries()) dx.data[cell] = of(outputs, pieces.delta.data);
          return dx;
        })
      : undefined;

/** δ without its border: `side` 0 takes off what was put before the map, 1 what was put behind it. */
const cropped =
  (side: 0 | 1): Mistake['make'] =>
  (bench) => {
    if (!isPadding(bench) || !isInput(bench)) return undefined;
    const padding = bench.options.padding as readonly number[];
    const rank = bench.delta.shape.length;
    // Sides run from the innermost axis out.
    const off = (axis: number) => (axis < 2 ? 0 : padding[2 * (rank - 1 - axis) + side]!);
    return withCompute(bench, ({ inputs, delta }) =>
      gather(inputs[0]!.shape, delta, (index) => index.map((at, axis) => at + off(axis))),
    );
  };

const formula = '∂C/∂x[i] = Σ of δ[u] over all outputs u that read x[i]';

export default defineMistakes(
  {
    id: 'first-reader-only',
    title: 'not summed over the copies',
    when: 'only the first of the outputs that copied an entry hands its δ back',
    on: copies,
    make: fromReaders((readers, delta) => (readers.length > 0 ? delta[readers[0]!]! : 0)),
    remedy: {
      formula,
      why: 'Each copy has had its influence.',
      edit: { yours: 'delta[:, :, ::2, ::2]', right: 'delta.reshape(N, C, H, 2, W, 2).sum(axis=(3, 5))' },
    },
  },
  {
    id: 'last-reader-only',
    title: 'copies overwrite each other: = for +=',
    when: 'each copy overwrites what the ones before handed back',
    on: copies,
    make: fromReaders((readers, delta) => (readers.length > 0 ? delta[readers.at(-1)!]! : 0)),
    remedy: {
      formula,
      why: 'Each copy adds its δ.',
      edit: { yours: 'dx[i] = delta[u]', right: 'dx[i] += delta[u]' },
    },
  },
  {
    id: 'readers-averaged',
    title: 'averaged over the copies',
    when: 'it is averaged over the copies and not summed',
    on: copies,
    make: fromReaders((readers, delta) => readers.reduce((sum, at) => sum + delta[at]!, 0) / (readers.length || 1)),
    remedy: {
      formula,
      why: 'Each copy adds its δ; shrinking the map by its mean is another layer’s way back.',
      edit: { yours: 'avg_pool(delta)', right: 'k² · avg_pool(delta)' },
    },
  },
  {
    id: 'border-hands-nothing-back',
    title: 'border hands nothing back',
    when: 'the border is cut off: the cells that it copied get nothing for it',
    on: 'reflected, replicated and circular padding',
    make: cropped(0),
    remedy: {
      formula,
      why: 'A border of zeros has no gradient. A border that repeats cells hands its δ back to them.',
      edit: { yours: 'dx = delta[:, :, p:-p, p:-p]', right: 'dx[source] += delta   # border too' },
    },
  },
  {
    id: 'border-cut-from-the-other-end',
    title: 'border cut at the wrong ends',
    when: 'the border is cut off as if the cells before the map stood behind it',
    on: 'padding layers',
    make: cropped(1),
    remedy: {
      formula: '∂C/∂x[i] = δ[before + i]',
      why: 'The map starts behind the cells that were put before it.',
      edit: { yours: 'delta[:, :, bottom:…]', right: 'delta[:, :, top:…]' },
    },
  },
);
