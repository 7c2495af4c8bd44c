/** Layers that put cells around each map; they differ in what they put there. */
import type { Layer, Reject, Sample } from '../../layer';
import { sides, type OptionSpecs, type OptionsOf, type Sides } from '../../options';
import { fault } from './axes';
import { defineGather } from './gather';
import { notPlanes } from './planes';

const padding = sides({
  min: 0,
  doc: 'Cells to put around each map: one number for all sides, or [left, right, top, bottom].',
});

export interface Padding<S extends OptionSpecs> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  /** Beside `padding`. */
  readonly options: S;
  readonly torch: string;
  /** The cell of an axis that stands at `at` (which may lie outside of 0 … extent − 1), or −1 for the constant. */
  cell(at: number, extent: number): number;
  fill?(options: OptionsOf<S>): number;
  /** Must the padding be smaller than the map, as where it is a mirror image? */
  readonly smaller?: true;
  /** Options of the samples that every padding has. */
  readonly given?: Sample['options'];
  readonly rejects?: readonly Reject[];
}

export function definePadding<S extends OptionSpecs>(kind: Padding<S>): Layer {
  const { type, doc, formula, torch, cell, smaller, given = {}, rejects = [] } = kind;
  const options = { padding, ...kind.options };
  return defineGather<typeof options>({
    type,
    doc,
    formula,
    options,
    torch,

    plan([input], o) {
      const problem = notPlanes(type, input!);
      if (problem) return problem;
      const [left, right, top, bottom] = (o as { readonly padding: Sides }).padding;
      const [height, width] = input!.slice(2) as [number, number];
      const [most, extent] =
        Math.max(top, bottom) >= height ? [Math.max(top, bottom), height] : [Math.max(left, right), width];
      if (smaller && most >= extent) {
        const unit = extent === height && Math.max(top, bottom) === most ? 'rows' : 'columns';
        return fault(
          'padding',
          `a mirror image of ${most} ${unit} needs ${most} + 1 = ${most + 1} of them, but the map has ${extent}.`,
        );
      }
      const [rows, columns] = [top + height + bottom, left + width + right];
      const fill = kind.fill?.(o as unknown as OptionsOf<S>) ?? 0;
      return {
        output: [input![0]!, input![1]!, rows, columns],
        arithmetic: [`H: ${top} + ${height} + ${bottom} = ${rows}`, `W: ${left} + ${width} + ${right} = ${columns}`],
        fill,
        source([n, c, x, y]) {
          const [i, j] = [cell(x! - top, height), cell(y! - left, width)];
          return i < 0 || j < 0 ? -1 : ((n! * input![1]! + c!) * height + i) * width + j;
        },
      };
    },

    samples: [
      { name: 'the same on all sides', inputs: [[2, 3, 3, 4]], options: { padding: 1, ...given } },
      { name: 'every side its own', inputs: [[2, 2, 4, 5]], options: { padding: [1, 2, 3, 0], ...given } },
      { name: 'columns alone', inputs: [[1, 2, 3, 4]], options: { padding: [2, 1, 0, 0], ...given } },
      { name: 'rows alone', inputs: [[2, 1, 4, 2]], options: { padding: [0, 0, 1, 3], ...given } },
      { name: 'none', inputs: [[2, 2, 2, 3]], options: { padding: 0, ...given } },
      { name: 'nearly as wide as the map', inputs: [[2, 2, 3, 4]], options: { padding: [3, 3, 2, 2], ...given } },
    ],
    rejects: [
      {
        name: 'negative padding',
        inputs: [[1, 1, 4, 4]],
        options: { padding: [1, -1, 0, 0], ...given },
        option: 'padding',
        message: 'must be an integer ≥ 0, or [left, right, top, bottom], but is [1,-1,0,0].',
      },
      {
        name: 'two numbers',
        inputs: [[1, 1, 4, 4]],
        options: { padding: [1, 2], ...given },
        option: 'padding',
        message: 'or [left, right, top, bottom]',
      },
      {
        name: 'a vector',
        inputs: [[2, 10]],
        options: { padding: 1, ...given },
        message: `${type} needs an input N×C×H×W, but gets 2×10`,
      },
      ...rejects,
    ],
  });
}
