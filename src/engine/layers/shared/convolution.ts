/** Conv1d, Conv2d and Conv3d: one definition over the number of axes. */
import { defineLayer, type Layer, type Reject, type Sample, type ShapeProblem } from '../../layer';
import { bool, choice, int, optionalInt } from '../../options';
import { extents, extentsOrWord, type Dims, type Extents } from '../../spatialOptions';
import { sizeOf, type Shape } from '../../tensor';
import { extentOf, windowOf } from './axis';
import { backwardArithmetic, outputArithmetic, windowProblem } from './axisText';
import { channelProblems } from './convolutionChannels';
import { biasGradient, convolutionGeometry, correlate, spread, weightGradient } from './convolutionPasses';
import { convolutionProbe } from './convolutionProbe';
import { convolutionTerms } from './convolutionTerms';
import { biasUniform, kaimingUniform } from './fanIn';
import { PADDING_MODES, paddingModeProblem } from './paddingModes';
import { ALONG, bothEnds, CELLS, notSpatial, PLACES, spatialOf, sumOver, TAPS, type Spatial } from './spatial';

interface Convolution {
  readonly type: string;
  readonly dims: Dims;
  readonly doc: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

interface Padded {
  readonly padding: Extents | 'same' | 'valid';
  readonly kernel_size: Extents;
  readonly dilation: Extents;
  readonly stride: Extents;
}

/** `[before, after]` of each axis. */
function paddingOf({ padding, kernel_size, dilation }: Padded): (readonly [number, number])[] {
  if (padding === 'valid') return bothEnds(kernel_size.map(() => 0));
  if (padding !== 'same') return bothEnds(padding);
  return kernel_size.map((kernel, axis) => {
    const total = extentOf(kernel, dilation[axis]!) - 1;
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

const slid = (input: Shape, o: Padded): Spatial =>
  spatialOf(input, { kernel: o.kernel_size, stride: o.stride, dilation: o.dilation, padding: paddingOf(o) });

function sameProblem({ padding, stride }: Padded): ShapeProblem[] {
  if (padding !== 'same' || stride.every((step) => step === 1)) return [];
  const message = `"same" needs stride 1, but the stride is ${stride.join('×')}. Give the padding as a number.`;
  return [{ option: 'padding', message }];
}

export function defineConvolution({ type, dims, doc, samples, rejects }: Convolution): Layer {
  return defineLayer({
    type,
    doc: `${doc} Sizes as in the notes of torch.nn.${type}.`,
    formula: formulas(dims),
    options: {
      in_channels: optionalInt({ min: 1, doc: 'Channels of the input; inferred when left out, checked when given.' }),
      out_channels: int({ min: 1, doc: 'Number of filters, and so of output maps.' }),
      kernel_size: extents(dims, { min: 1, doc: `${ALONG[dims]} of the kernel.` }),
      stride: extents(dims, { min: 1, default: 1, doc: 'Cells that the window moves from one output to the next.' }),
      padding: extentsOrWord(dims, {
        min: 0,
        default: 0,
        words: ['same', 'valid'],
        doc: 'Cells around the input. "valid" is none; "same" keeps the size (stride 1 only) and puts an odd cell at the end.',
      }),
      dilation: extents(dims, { min: 1, default: 1, doc: 'Distance between neighbouring taps of the kernel.' }),
      groups: int({
        min: 1,
        default: 1,
        doc: 'Blocks of channels that are convolved apart; divides both channel numbers.',
      }),
      bias: bool({ default: true, doc: 'Add a bias b_o to each output map.' }),
      padding_mode: choice({
        of: PADDING_MODES,
        default: 'zeros',
        doc: 'What stands in the padding: zeros, the mirror image, the edge cell repeated, or the other end of the input.',
      }),
      operation: choice({
        of: ['cross-correlation', 'convolution'],
        default: 'cross-correlation',
        doc: 'PyTorch computes a cross-correlation; "convolution" rotates the kernel by 180° first.',
      }),
    },
    parameters: {
      weight: { doc: `W, out_channels × in_channels/groups × ${ALONG[dims].toLowerCase()} of the kernel` },
      bias: { doc: 'b, out_channels', optional: true },
    },
    affine: true,

    hint: (o) => [o.out_channels, ...o.kernel_size.map(() => '?')].join('×'),

    shape([input], o) {
      const wrongRank = notSpatial(type, dims, input!);
      if (wrongRank) return wrongRank;
      const { samples, channels, axes } = slid(input!, o);
      const problems = [...channelProblems(channels, o), ...sameProblem(o)];
      const beyond = paddingModeProblem(o.padding_mode, input!.slice(2), paddingOf(o));
      if (beyond) problems.push(beyond);
      const misfit = windowProblem(axes);
      if (misfit) problems.push(misfit);
      if (problems.length > 0) return { ok: false, problems };
      const weight = [o.out_channels, channels / o.groups, ...o.kernel_size];
      const fanIn = sizeOf(weight.slice(1));
      const output = [samples, o.out_channels, ...axes.map((axis) => axis.output)];
      return {
        ok: true,
        output,
        parameters: {
          weight: { shape: weight, init: kaimingUniform(fanIn) },
          ...(o.bias && { bias: { shape: [o.out_channels], init: biasUniform(fanIn) } }),
        },
        arithmetic: outputArithmetic(axes),
        backwardArithmetic: backwardArithmetic(axes),
        multiplyAdds: sizeOf(output) * fanIn,
        window: windowOf(axes),
      };
    },

    forward([input], { weight, bias }, o) {
      const geometry = convolutionGeometry(slid(input!.shape, o), {
        filters: o.out_channels,
        groups: o.groups,
        rotated: o.operation === 'convolution',
        mode: o.padding_mode,
      });
      return { output: correlate(input!, weight, bias, geometry), saved: { input: input!, geometry } };
    },

    backward(delta, { input, geometry }, { weight, bias }) {
      return {
        inputs: [spread(delta, weight, input.shape, geometry)],
        parameters: {
          weight: weightGradient(delta, input, weight.shape, geometry),
          bias: bias && biasGradient(delta, bias.shape),
        },
      };
    },

    probe: ([input], parameters, _options, { geometry }) => convolutionProbe(input!, parameters, geometry),
    terms: convolutionTerms,

    torch:
      `torch.nn.utils.stateless.functional_call(nn.${type}(x.shape[1], out_channels, kernel_size, stride, padding, dilation, groups, ` +
      "bias is not None, padding_mode), {'weight': weight.flip(*range(2, weight.dim())) if operation == 'convolution' else weight, " +
      "**({} if bias is None else {'bias': bias})}, x)",
    samples,
    rejects,
  });
}

function formulas(dims: Dims): { forward: string; backward: string } {
  const [places, taps, cells] = [PLACES[dims], TAPS[dims], CELLS[dims]];
  const [at, tap, cell] = [places.join(), taps.join(), cells.join()];
  const read = places.map((place, axis) => `${place}·s + ${taps[axis]}·d − padding`).join(', ');
  const turned = cells.map((name, axis) => `${name} + padding − ${places[axis]}·s`).join(', ');
  const sum = sumOver(places);
  return {
    forward: `z[o,${at}] = Σ_c ${sumOver(taps)} W[o,c,${tap}] · a[c, ${read}] + b[o]`,
    backward:
      `∂C/∂a[c,${cell}] = Σ_o ${sum} δ[o,${at}] · W[o, c, ${turned}]   ` +
      `∂C/∂W[o,c,${tap}] = ${sum} δ[o,${at}] · a[c, ${read}]   ∂C/∂b[o] = ${sum} δ[o,${at}]`,
  };
}
