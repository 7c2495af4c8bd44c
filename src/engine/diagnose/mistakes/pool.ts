/** Mistakes in pools: who gets δ, and how much of it. */
import { gather } from '../axes';
import { isInput, withCompute, withResult } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { byWindows, isPool, largestCell, windowsOf, type PoolWindow } from '../windows';
import { ravel, unravel } from '../../tensor';

type Give = (window: PoolWindow, delta: number, dx: Float64Array, x: Float64Array) => void;

const pool = (type: RegExp, give: Give): Mistake['make'] => poolOf(type, () => give);

/** `giveOf` sees all windows first. */
function poolOf(type: RegExp, giveOf: (windows: readonly PoolWindow[]) => Give): Mistake['make'] {
  return (bench) => {
    if (!type.test(bench.type) || !isPool(bench) || !isInput(bench)) return undefined;
    return withCompute(bench, (pieces) => byWindows(pieces, giveOf(windowsOf(pieces)!)));
  };
}

const max = /^(Adaptive)?MaxPool/;
const average = /^(Adaptive)?AvgPool/;
const maxOn = 'max pools, adaptive ones too';
const averageOn = 'average pools, adaptive ones too';
const maxFormula = '∂C/∂x[i] = Σ of δ[u] over the windows u whose maximum is x[i]';
const averageFormula = '∂C/∂x[i] = Σ of δ[u] / k² over the windows u that hold x[i]';

export default defineMistakes(
  {
    id: 'max-overlap-overwritten',
    title: 'overlap overwritten',
    when: 'a later window overwrites what an earlier one has given to the same cell',
    on: `${maxOn} with overlapping windows`,
    make: pool(max, (window, delta, dx, x) => {
      dx[largestCell(window, x)] = delta;
    }),
    remedy: {
      formula: maxFormula,
      why: 'Where windows overlap a cell can be the maximum of several of them, and each one pays.',
      edit: { yours: 'dx[argmax] = delta', right: 'dx[argmax] += delta' },
    },
    sentence: (subject) =>
      `${subject} is wrong only where windows overlap: the later window overwrites the earlier one.`,
    seen: ['https://github.com/FluxML/NNlib.jl/issues/205'],
  },
  {
    id: 'ties-all-paid',
    title: 'ties are all paid',
    when: 'every cell that equals the maximum gets all of δ',
    on: `${maxOn} with equal cells in a window`,
    make: pool(max, (window, delta, dx, x) => {
      const largest = x[largestCell(window, x)]!;
      for (const cell of window.cells) if (x[cell] === largest) dx[cell]! += delta;
    }),
    remedy: {
      formula: maxFormula,
      why: 'δ goes to one cell. A mask x == max has as many ones as there are equal cells.',
      edit: { yours: 'delta * (window == window.max())', right: 'dx[argmax] += delta' },
    },
    seen: ['https://github.com/Theano/Theano/issues/5248'],
  },
  {
    id: 'ties-shared',
    title: 'ties share δ',
    when: 'cells that equal the maximum share δ',
    on: `${maxOn} with equal cells in a window`,
    make: pool(max, (window, delta, dx, x) => {
      const largest = x[largestCell(window, x)]!;
      const equal = window.cells.filter((cell) => x[cell] === largest);
      for (const cell of equal) dx[cell]! += delta / equal.length;
    }),
    subgradient: true,
    remedy: {
      formula: maxFormula,
      why: 'That is a subgradient too, but PyTorch, and the forward pass that saved an argmax, pay the first cell.',
    },
  },
  {
    id: 'last-tie-paid',
    title: 'the last of equal cells is paid',
    when: 'of equal cells the last one gets δ and not the first',
    on: `${maxOn} with equal cells in a window`,
    make: pool(max, (window, delta, dx, x) => {
      const best = window.cells.reduce((found, cell) => (x[cell]! >= x[found]! ? cell : found), window.cells[0]!);
      dx[best]! += delta;
    }),
    subgradient: true,
    remedy: {
      formula: maxFormula,
      why: 'PyTorch pays the first of equal cells: > and not >=.',
      edit: { yours: 'if x[i] >= best', right: 'if x[i] > best' },
    },
  },
  {
    id: 'max-spread-evenly',
    title: 'δ spread over the window',
    when: 'δ is spread evenly over the window, as an average pool does',
    on: maxOn,
    make: pool(max, ({ cells, size }, delta, dx) => {
      for (const cell of cells) dx[cell]! += delta / size;
    }),
    remedy: {
      formula: maxFormula,
      why: 'Only the maximum has an influence on the output.',
      edit: { yours: 'dx += delta / k²', right: 'dx[argmax] += delta' },
    },
  },
  {
    id: 'whole-window-paid',
    title: 'every cell of the window gets δ',
    when: 'every cell of a window gets all of δ',
    on: 'pools',
    make: pool(/Pool/, ({ cells }, delta, dx) => {
      for (const cell of cells) dx[cell]! += delta;
    }),
    remedy: {
      formula: averageFormula,
      why: 'An average has divided by the size of the window, and so does its derivative; a maximum pays one cell.',
      edit: { yours: 'dx += delta', right: 'dx += delta / k²' },
    },
  },
  {
    id: 'first-cell-paid',
    title: 'δ at the first cell of the window',
    when: 'δ is put at the first cell of each window',
    on: 'pools',
    make: pool(/Pool/, ({ cells }, delta, dx) => {
      dx[cells[0]!]! += delta;
    }),
    remedy: {
      formula: maxFormula,
      why: 'Where the maximum stood has to be remembered by the forward pass.',
      edit: { yours: 'dx[u * s, v * s] = delta', right: 'dx[argmax] += delta' },
    },
  },
  {
    id: 'minimum-paid',
    title: 'the smallest cell is paid',
    when: 'the smallest cell of a window gets δ',
    on: maxOn,
    make: pool(max, ({ cells }, delta, dx, x) => {
      dx[cells.reduce((least, cell) => (x[cell]! < x[least]! ? cell : least), cells[0]!)]! += delta;
    }),
    remedy: { formula: maxFormula, why: 'argmin in place of argmax.', edit: { yours: 'argmin', right: 'argmax' } },
  },
  {
    id: 'mask-of-first-map',
    title: 'mask of the first map',
    when: 'the maxima of sample 0, channel 0 are used for all maps',
    on: maxOn,
    make: poolOf(max, (windows) => {
      const perMap = windows.filter(({ sample, channel }) => sample === 0 && channel === 0);
      return (window, delta, dx, x) => {
        const first = perMap[window.output % perMap.length]!;
        const place = first.cells.indexOf(largestCell(first, x));
        dx[window.cells[place]!]! += delta;
      };
    }),
    remedy: {
      formula: maxFormula,
      why: 'Each map has its own maxima.',
      edit: { yours: 'mask[0, 0]', right: 'mask[n, c]' },
    },
  },
  {
    id: 'first-window-only',
    title: 'only the first window',
    when: 'only the first window hands its δ back: the loop is left after one pass',
    on: maxOn,
    make: pool(max, (window, delta, dx, x) => {
      if (window.output === 0) dx[largestCell(window, x)]! += delta;
    }),
    remedy: {
      formula: maxFormula,
      why: 'A return inside the loop ends it.',
      edit: { yours: '        return dx', right: '    return dx' },
    },
    seen: ['https://github.com/riccardoandreoni0/CNN-from-scratch/issues/1'],
  },
  {
    id: 'average-overlap-overwritten',
    title: 'overlap overwritten',
    when: 'a later window overwrites what an earlier one has given to the same cell',
    on: `${averageOn} with overlapping windows`,
    make: pool(average, ({ cells, size }, delta, dx) => {
      for (const cell of cells) dx[cell] = delta / size;
    }),
    remedy: {
      formula: averageFormula,
      why: 'A cell that several windows hold gets a share from each.',
      edit: { yours: 'dx[window] = delta / k²', right: 'dx[window] += delta / k²' },
    },
    sentence: (subject) =>
      `${subject} is wrong only where windows overlap: the later window overwrites the earlier one.`,
  },
  {
    id: 'average-divisor-whole',
    title: 'divided by the whole window',
    when: 'δ is divided by the whole window where only a part of it counts',
    on: `${averageOn} with padding or ceil_mode`,
    make: pool(average, ({ cells, size }, delta, dx) => {
      for (const cell of cells) dx[cell]! += delta / size;
    }),
    remedy: { formula: averageFormula, why: 'Divide by what the forward pass has divided by.' },
    seen: ['https://github.com/tracel-ai/burn/issues/5604', 'https://github.com/pytorch/pytorch/issues/198119'],
  },
  {
    id: 'average-divisor-inside',
    title: 'divided by the cells inside',
    when: 'δ is divided by the cells inside the input where the padding counts too',
    on: `${averageOn} with padding`,
    make: pool(average, ({ cells }, delta, dx) => {
      for (const cell of cells) dx[cell]! += delta / cells.length;
    }),
    remedy: { formula: averageFormula, why: 'With count_include_pad the zeros of the padding count.' },
    seen: ['https://github.com/tracel-ai/burn/issues/5604', 'https://github.com/pytorch/pytorch/issues/198119'],
  },
  {
    id: 'window-axes-in-place-of-map',
    title: 'axes of windows mixed by reshape',
    when: 'windows and the cells within them are reshaped to a map without exchanging their axes',
    on: 'pools whose windows tile the map',
    make: (bench) => {
      if (!isInput(bench) || !isPool(bench)) return undefined;
      const fit = bench.layer.shape([bench.inputs[0]!.shape], bench.options);
      const kernel = fit.ok && fit.window?.kernel;
      if (!kernel || kernel.length < 2) return undefined;
      const [outputs, extents] = [bench.output.shape.slice(2), bench.inputs[0]!.shape.slice(2)];
      if (extents.some((extent, axis) => extent !== outputs[axis]! * kernel[axis]!)) return undefined;
      return withResult(bench, (gradient) =>
        gather(gradient.shape, gradient, ([n, c, ...cell]) => {
          const mixed = unravel(ravel(cell, extents), [...outputs, ...kernel]);
          const place = outputs.map((_, axis) => mixed[axis]! * kernel[axis]! + mixed[outputs.length + axis]!);
          return [n!, c!, ...place];
        }),
      );
    },
    remedy: {
      formula: 'x as N×C×H/k×k×W/k×k',
      why: 'The cells of a window stand k rows apart in the map: the axes have to be exchanged before the reshape.',
      edit: { yours: '.reshape(N, C, H, W)', right: '.transpose(0, 1, 2, 4, 3, 5).reshape(N, C, H, W)' },
    },
    seen: ['https://github.com/HIPS/autograd/issues/245'],
  },
);
