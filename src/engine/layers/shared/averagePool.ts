/** AvgPool1d, 2d and 3d, and their adaptive kin. */
import type { DoesNotFit, Layer, Reject, Sample } from '../../layer';
import { bool, optionalInt, type OptionSpecs } from '../../options';
import { extents, extentsOrNull, optionalExtents, type Dims, type Extents } from '../../spatialOptions';
import type { Shape } from '../../tensor';
import { adaptiveMaps, SIZES_IN, stretchFormula } from './adaptive';
import { defineAverages } from './averages';
import { optionText } from './axisText';
import { divisors } from './divisors';
import { slidingMaps } from './poolWindows';
import type { Lists } from './readers';
import { ALONG, CELLS, PLACES, sumOver, TAPS } from './spatial';

interface AveragePool {
  readonly type: string;
  readonly dims: Dims;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

/** As the options of a sliding average are read. */
type AverageOptions = {
  readonly kernel_size: Extents;
  readonly stride: Extents | undefined;
  readonly padding: Extents;
  readonly ceil_mode: boolean;
  readonly count_include_pad: boolean;
  /** AvgPool1d has no such option. */
  readonly divisor_override?: number | undefined;
};

export function defineAveragePool({ type, dims, samples, rejects }: AveragePool): Layer {
  const [places, cells, taps] = [PLACES[dims], CELLS[dims], TAPS[dims]];
  const read = places.map((place, axis) => `${place}·s + ${taps[axis]} − padding`).join(', ');
  const options: OptionSpecs = {
    kernel_size: extents(dims, { min: 1, doc: `${ALONG[dims]} of the window.` }),
    stride: optionalExtents(dims, { min: 1, doc: 'Cells that the window moves; kernel_size when left out.' }),
    padding: extents(dims, { min: 0, default: 0, doc: 'Zeros around the input, at most half the kernel.' }),
    ceil_mode: bool({ default: false, doc: 'Round the output size up: the last window may stick out at the end.' }),
    count_include_pad: bool({ default: true, doc: 'Count the zeros of the padding in n.' }),
    ...(dims > 1 && {
      divisor_override: optionalInt({ min: 1, doc: 'Divide by this number instead of the count n.' }),
    }),
  };
  return defineAverages({
    type,
    doc:
      'Averages each window, map by map. Zeros in the padding count as cells unless count_include_pad is false; ' +
      'cells beyond the padding, which ceil_mode reaches, never count.',
    formula: {
      forward: `a[c,${places.join()}] = 1/n · ${sumOver(taps)} z[c, ${read}]`,
      backward: backwardFormula(places.join(), cells.join()),
    },
    options,
    plan(input, raw) {
      const o = raw as AverageOptions;
      const made = beyondInput(dims, input, o.kernel_size) ?? slidingMaps(type, dims, input, o);
      return 'ok' in made ? made : { ...made, divisors: () => divisors(made.axes, o) };
    },
    torch: `F.avg_pool${dims}d(x, kernel_size, stride, padding, ceil_mode, count_include_pad${dims > 1 ? ', divisor_override' : ''})`,
    samples,
    rejects,
  });
}

export function defineAdaptiveAveragePool({ type, dims, samples, rejects }: AveragePool): Layer {
  const [places, cells] = [PLACES[dims], CELLS[dims]];
  const elsewhere = Object.fromEntries(
    [`GlobalAvgPool${dims}d`, `GlobalAveragePool${dims}d`, `GlobalAveragePooling${dims}D`].map((name) => [
      name,
      '"output_size": 1',
    ]),
  );
  return defineAverages({
    type,
    elsewhere,
    doc: 'Averages windows whose size follows from the output size that is asked for; where it does not divide, they overlap. With output_size 1 it is a global average pool (what other libraries call GlobalAveragePooling or GlobalAvgPool).',
    formula: {
      forward: `a[c,${places.join()}] = 1/n · Σ z[c,${cells.join()}] over ${stretchFormula(dims)}`,
      backward: backwardFormula(places.join(), cells.join()),
    },
    options: { output_size: extentsOrNull(dims, { min: 1, doc: `${SIZES_IN[dims]}; null keeps those of the input.` }) },
    plan(input, { output_size }) {
      const made = adaptiveMaps(type, dims, input, output_size);
      return 'ok' in made ? made : { ...made, divisors: counts };
    },
    torch: `F.adaptive_avg_pool${dims}d(x, output_size${dims === 1 ? '[0] or x.shape[2]' : ''})`,
    samples,
    rejects,
  });
}

const backwardFormula = (places: string, cells: string): string =>
  `∂C/∂z[c,${cells}] = Σ δ[c,${places}]/n over the windows (${places}) that cover (${cells})`;

/** avg_pool3d alone refuses a window that is larger than the input, however much padding there is around it. */
function beyondInput(dims: Dims, input: Shape, kernel: Extents): DoesNotFit | undefined {
  const extents = input.slice(2);
  if (dims !== 3 || extents.length !== 3 || kernel.every((cells, axis) => cells <= extents[axis]!)) return undefined;
  const most = optionText(kernel.map((cells, axis) => Math.min(cells, extents[axis]!)));
  const message = `the ${kernel.join('×')} window is larger than the ${extents.join('×')} input. PyTorch takes none that is, even with padding; it fits with "kernel_size" ${most} or less.`;
  return { ok: false, problems: [{ option: 'kernel_size', message, misfit: { kernel, input: extents } }] };
}

/** n is the number of cells. */
const counts = ({ first }: Lists): Float64Array =>
  Float64Array.from({ length: first.length - 1 }, (_, at) => first[at + 1]! - first[at]!);
