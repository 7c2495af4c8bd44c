/**
 * MaxUnpool1d, 2d and 3d. PyTorch hands the indices of a MaxPool from layer to layer; here the layer reads, as its second
 * input, what that MaxPool read, and finds the maxima itself.
 */
import { defineLayer, type DoesNotFit, type Layer, type Reject, type Sample, type ShapeProblem } from '../../layer';
import { extents, optionalExtents, type Dims, type Extents } from '../../spatialOptions';
import { formatShape, ravel, sameShape, unravel, zeros, type Shape } from '../../tensor';
import { forEachOutput } from './maps';
import { argmaxOf } from './maximum';
import { slidingMaps, type SlidingMaps } from './poolWindows';
import { alone, listOf, readersOf } from './readers';
import { ALONG, INPUT_AXES, PLACES } from './spatial';
import { DELTA, factorAt, INPUT, local } from './symbols';

interface MaxUnpool {
  readonly type: string;
  readonly dims: Dims;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

interface Options {
  readonly kernel_size: Extents;
  readonly stride: Extents | undefined;
  readonly padding: Extents;
}

/** The windows of the pool, over its input; or what is wrong. */
function pooled(type: string, dims: Dims, [input, source]: readonly Shape[], o: Options): SlidingMaps | DoesNotFit {
  const maps = slidingMaps(type, dims, source!, { ...o, ceil_mode: false });
  if ('ok' in maps) return maps;
  const problems: ShapeProblem[] = [];
  const overlapping = maps.axes.findIndex(({ stride, kernel, output }) => stride < kernel && output > 1);
  if (overlapping >= 0) {
    const { stride, kernel } = maps.axes[overlapping]!;
    const message = `stride ${stride} is below the kernel's ${kernel}, so windows overlap: two entries could go to one place.`;
    problems.push({ option: 'stride', message });
  }
  if (!sameShape(input!, maps.output)) {
    const sizes = `MaxPool${dims}d of the second input, ${formatShape(source!)}, gives ${formatShape(maps.output)}`;
    problems.push({ message: `${sizes}, but the first input is ${formatShape(input!)}.` });
  }
  return problems.length > 0 ? { ok: false, problems } : maps;
}

export function defineMaxUnpool({ type, dims, samples, rejects }: MaxUnpool): Layer {
  const pool = `MaxPool${dims}d`;
  const places = PLACES[dims].join();
  return defineLayer({
    type,
    doc:
      `Puts each entry back to where a ${pool} found its maximum, and 0 everywhere else. The first input is what is put back; the second is what that ${pool} read ` +
      `(an ${INPUT_AXES[dims]} of its own size): "inputs": ["decoder", "conv1"] undoes a ${pool} that reads conv1. kernel_size, stride and padding are those of the pool, and its windows must not overlap. ` +
      'Of the second input only the places of its maxima are taken, so its gradient is 0.',
    formula: {
      forward: `a[c, argmax of window (${places})] = z[c,${places}], 0 elsewhere`,
      backward: `∂C/∂z[c,${places}] = δ[c, argmax of window (${places})]`,
    },
    arity: 2,
    options: {
      kernel_size: extents(dims, { min: 1, doc: `${ALONG[dims]} of the pool's window.` }),
      stride: optionalExtents(dims, { min: 1, doc: "The pool's stride; kernel_size when left out." }),
      padding: extents(dims, { min: 0, default: 0, doc: "The pool's padding." }),
    },
    parameters: {},

    shape(inputs, o) {
      const made = pooled(type, dims, inputs, o);
      if ('ok' in made) return made;
      const arithmetic = [`the size of the second input: ${formatShape(inputs[1]!.slice(2))}`];
      return { ok: true, output: inputs[1]!, parameters: {}, arithmetic, multiplyAdds: 0 };
    },

    forward([input, source], _parameters, o) {
      const maps = pooled(type, dims, [input!.shape, source!.shape], o) as SlidingMaps;
      const windows = maps.windows();
      const maximum = argmaxOf(windows, true);
      const argmax = new Int32Array(input!.data.length);
      const output = zeros(source!.shape);
      forEachOutput(maps, (at, cell, start) => {
        argmax[at] = maximum(source!.data, cell, start);
        output.data[argmax[at]!] = input!.data[at]!;
      });
      return { output, saved: { maps, windows, argmax, shape: input!.shape, source: source!.shape } };
    },

    backward(delta, { argmax, shape, source }) {
      const dx = zeros(shape);
      for (let at = 0; at < argmax.length; at++) dx.data[at] = delta.data[argmax[at]!]!;
      return { inputs: [dx, zeros(source)], parameters: {} };
    },

    turn: 'changes its maximum',
    /** Which entry stands at each place, or −1. */
    branch({ argmax, maps }) {
      const standing = new Int32Array(maps.maps * maps.cells).fill(-1);
      for (let at = 0; at < argmax.length; at++) standing[argmax[at]!] = at;
      return standing;
    },

    probe([input, source], _parameters, _options, { maps, windows }) {
      const { cells, outputs } = maps;
      const readers = readersOf(windows, cells);
      const maximum = argmaxOf(windows, true);
      const maximumOf = (entry: number): number => {
        const cell = entry % outputs;
        return maximum(source!.data, cell, ((entry - cell) / outputs) * cells);
      };
      /** The entry of the only window that covers a place, or −1. */
      const coveredBy = (place: number): number => {
        const cell = place % cells;
        const [window = -1] = listOf(readers, cell);
        return window < 0 ? -1 : ((place - cell) / cells) * outputs + window;
      };
      const standingAt = (place: number): number => {
        const entry = coveredBy(place);
        return entry >= 0 && maximumOf(entry) === place ? entry : -1;
      };
      return {
        reach(from, flat) {
          if (from.kind === 'input' && from.input === 0) return [maximumOf(flat)];
          const entry = coveredBy(flat);
          if (entry < 0) return [];
          const start = Math.floor(entry / outputs) * cells;
          return listOf(windows, entry % outputs).map((cell) => start + cell);
        },
        output(flat) {
          const entry = standingAt(flat);
          return entry < 0 ? 0 : input!.data[entry]!;
        },
        branch: standingAt,
      };
    },

    terms(target, index, { inputs, delta, output, saved: { argmax, shape } }) {
      if (target.kind === 'output') {
        const entry = argmax.indexOf(ravel(index, output.shape));
        if (entry < 0) return alone('0', local(0), [], 'no window has its maximum here');
        const factor = factorAt(INPUT, inputs[0]!, unravel(entry, shape));
        return alone('z', factor, shape, 'the entry goes back to where the pool found its maximum');
      }
      if (!delta || target.kind !== 'inputDelta') return undefined;
      if (target.input === 1) {
        return alone('0', local(0), [], 'only the place of a maximum is taken from here, and a place has no slope');
      }
      const factor = factorAt(DELTA, delta, unravel(argmax[ravel(index, shape)]!, delta.shape));
      return alone('δ', factor, delta.shape, 'δ comes back from where the entry was put');
    },

    torch:
      `F.max_unpool${dims}d(x0, F.max_pool${dims}d(x1, kernel_size, stride, padding, return_indices=True)[1], ` +
      'kernel_size, stride, padding, list(x1.shape[2:])) + 0 * x1.sum()',
    samples,
    rejects,
  });
}
