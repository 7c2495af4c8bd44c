/** Layers that put cells around each map, over any number of axes; they differ in what they put there. */
import type { Layer, Reject, Sample } from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import { sides, type Dims, type Extents } from '../../spatialOptions';
import type { Shape } from '../../tensor';
import { axisName } from './axisText';
import { defineGather } from './gather';
import { paddingModeProblem, readCell, type PaddingMode } from './paddingModes';
import { INPUT_AXES, notSpatial } from './spatial';

export interface Padding<S extends OptionSpecs> {
  readonly type: string;
  readonly dims: Dims;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  /** Beside `padding`. */
  readonly options: S;
  readonly torch: string;
  /** What stands beyond the edge; a constant for `zeros`, which `fill` gives. */
  readonly mode: PaddingMode;
  fill?(options: OptionsOf<S>): number;
  /** Options of the samples that every padding has. */
  readonly given?: Sample['options'];
  readonly rejects?: readonly Reject[];
}

/** `[before, after]` of each axis, of sides that run from the innermost axis out. */
const endsOf = (padding: Extents, dims: Dims): (readonly [number, number])[] =>
  Array.from({ length: dims }, (_, axis) => {
    const first = 2 * (dims - 1 - axis);
    return [padding[first]!, padding[first + 1]!];
  });

const SIDES: { readonly [D in Dims]: string } = {
  1: '[left, right]',
  2: '[left, right, top, bottom]',
  3: '[left, right, top, bottom, front, back]',
};

export function definePadding<S extends OptionSpecs>(kind: Padding<S>): Layer {
  const { type, dims, doc, formula, torch, mode, given = {}, rejects = [] } = kind;
  const padding = sides(dims, {
    min: 0,
    doc: `Cells to put around each map: one number for all sides, or ${SIDES[dims]}.`,
  });
  const options = { padding, ...kind.options };
  return defineGather<typeof options>({
    type,
    doc,
    formula,
    options,
    torch,

    plan([input], o) {
      const wrongRank = notSpatial(type, dims, input!);
      if (wrongRank) return wrongRank;
      const ends = endsOf((o as { readonly padding: Extents }).padding, dims);
      const [samples, channels, ...extents] = input as [number, number, ...number[]];
      const problem = paddingModeProblem(mode, extents, ends);
      if (problem) return { ok: false, problems: [problem] };
      const padded = extents.map((extent, axis) => ends[axis]![0] + extent + ends[axis]![1]);
      return {
        output: [samples, channels, ...padded],
        arithmetic: extents.map((extent, axis) => {
          const line = `${ends[axis]![0]} + ${extent} + ${ends[axis]![1]} = ${padded[axis]!}`;
          return dims === 1 ? line : `${axisName(axis, dims)}: ${line}`;
        }),
        // The options are those of `kind`, and `padding` beside them.
        fill: kind.fill?.(o as unknown as OptionsOf<S>) ?? 0,
        source(index) {
          let flat = index[0]! * channels + index[1]!;
          for (let axis = 0; axis < dims; axis++) {
            const cell = readCell[mode](index[axis + 2]! - ends[axis]![0], extents[axis]!);
            if (cell < 0) return -1;
            flat = flat * extents[axis]! + cell;
          }
          return flat;
        },
      };
    },

    samples: samplesOf(dims).map(({ name, inputs, options: sample }) => ({
      name,
      inputs,
      options: { ...sample, ...given },
    })),
    rejects: [
      {
        name: 'negative padding',
        inputs: [[1, 1, 4, 4, 4].slice(0, dims + 2)],
        options: { padding: [1, -1, 0, 0, 0, 0].slice(0, 2 * dims), ...given },
        option: 'padding',
        message: `must be an integer ≥ 0, or ${SIDES[dims]}, but is [${[1, -1, 0, 0, 0, 0].slice(0, 2 * dims).join()}].`,
      },
      {
        name: 'a list of another length',
        inputs: [[1, 1, 4, 4, 4].slice(0, dims + 2)],
        options: { padding: [1, 2, 3], ...given },
        option: 'padding',
        message: `or ${SIDES[dims]}`,
      },
      {
        name: 'a vector',
        inputs: [[2, 10]],
        options: { padding: 1, ...given },
        message: `${type} needs an input ${INPUT_AXES[dims]}, but gets 2×10`,
      },
      ...rejects,
    ],
  });
}

interface Geometry {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly options: { readonly padding: number | readonly number[] };
}

/** Geometries that every padding takes. */
function samplesOf(dims: Dims): readonly Geometry[] {
  if (dims === 1) {
    return [
      { name: 'the same on both sides', inputs: [[2, 3, 4]], options: { padding: 1 } },
      { name: 'every side its own', inputs: [[2, 2, 5]], options: { padding: [1, 3] } },
      { name: 'before alone', inputs: [[1, 2, 4]], options: { padding: [2, 0] } },
      { name: 'after alone', inputs: [[2, 1, 3]], options: { padding: [0, 1] } },
      { name: 'none', inputs: [[2, 2, 3]], options: { padding: 0 } },
      { name: 'nearly as wide as the sequence', inputs: [[2, 2, 4]], options: { padding: [3, 3] } },
    ];
  }
  if (dims === 2) {
    return [
      { name: 'the same on all sides', inputs: [[2, 3, 3, 4]], options: { padding: 1 } },
      { name: 'every side its own', inputs: [[2, 2, 4, 5]], options: { padding: [1, 2, 3, 0] } },
      { name: 'columns alone', inputs: [[1, 2, 3, 4]], options: { padding: [2, 1, 0, 0] } },
      { name: 'rows alone', inputs: [[2, 1, 4, 2]], options: { padding: [0, 0, 1, 3] } },
      { name: 'none', inputs: [[2, 2, 2, 3]], options: { padding: 0 } },
      { name: 'nearly as wide as the map', inputs: [[2, 2, 3, 4]], options: { padding: [3, 3, 2, 2] } },
    ];
  }
  return [
    { name: 'the same on all sides', inputs: [[2, 2, 2, 3, 2]], options: { padding: 1 } },
    { name: 'every side its own', inputs: [[1, 2, 2, 4, 3]], options: { padding: [1, 2, 3, 0, 0, 1] } },
    { name: 'slices alone', inputs: [[2, 1, 3, 2, 2]], options: { padding: [0, 0, 0, 0, 1, 2] } },
    { name: 'columns alone', inputs: [[1, 2, 2, 3, 3]], options: { padding: [2, 1, 0, 0, 0, 0] } },
    { name: 'none', inputs: [[2, 2, 2, 1, 3]], options: { padding: 0 } },
    { name: 'nearly as wide as the volume', inputs: [[1, 1, 2, 3, 3]], options: { padding: [2, 2, 2, 2, 1, 1] } },
  ];
}
