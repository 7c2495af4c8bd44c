/**
 * ConvTranspose1d, 2d and 3d: the transpose of a convolution, over any number of axes. The passes are those of the
 * convolution that leads from the output back to the input, with W in PyTorch's layout in_channels × out_channels/groups.
 */
import { defineLayer, type Layer, type Reject, type Sample, type ShapeProblem } from '../../layer';
import { bool, choice, int, optionalInt } from '../../options';
import { extents, type Dims, type Extents } from '../../spatialOptions';
import { sizeOf, type Shape, type Tensor } from '../../tensor';
import { windowOf, type Axis } from './axis';
import { channelProblems } from './convolutionChannels';
import { biasGradient, convolutionGeometry, correlate, spread, weightGradient } from './convolutionPasses';
import { biasUniform, kaimingUniform } from './fanIn';
import { ALONG, CELLS, notSpatial, PLACES, sumOver, TAPS } from './spatial';
import { transposedProbe } from './transposedProbe';
import { transposedTerms } from './transposedTerms';
import { laidArithmetic, outputPaddingProblem, returnArithmetic, tooSmall, transposedAxis } from './transposedAxis';

interface Transposed {
  readonly type: string;
  readonly dims: Dims;
  readonly doc: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

interface Laid {
  readonly kernel_size: Extents;
  readonly stride: Extents;
  readonly padding: Extents;
  readonly output_padding: Extents;
  readonly dilation: Extents;
}

/** The axes of the convolution that leads back: its input is our output. */
const axesOf = (input: Shape, o: Laid): Axis[] =>
  o.kernel_size.map((kernel, axis) =>
    transposedAxis({
      cells: input[axis + 2]!,
      kernel,
      stride: o.stride[axis]!,
      padding: o.padding[axis]!,
      outputPadding: o.output_padding[axis]!,
      dilation: o.dilation[axis]!,
    }),
  );

const definedOf = <T>(problem: T | undefined): T[] => (problem === undefined ? [] : [problem]);

export function defineTransposedConvolution({ type, dims, doc, samples, rejects }: Transposed): Layer {
  return defineLayer({
    type,
    doc: `${doc} Also called fractionally strided convolution; it is the backward pass of ${type.replace('Transpose', '')} as a layer. Sizes as in the notes of torch.nn.${type}.`,
    formula: formulas(dims),
    options: {
      in_channels: optionalInt({ min: 1, doc: 'Channels of the input; inferred when left out, checked when given.' }),
      out_channels: int({ min: 1, doc: 'Number of output maps.' }),
      kernel_size: extents(dims, { min: 1, doc: `${ALONG[dims]} of the kernel.` }),
      stride: extents(dims, { min: 1, default: 1, doc: 'Cells between the kernels of neighbouring input cells.' }),
      padding: extents(dims, { min: 0, default: 0, doc: 'Cells that are cut off at every edge of the output.' }),
      output_padding: extents(dims, {
        min: 0,
        default: 0,
        doc: 'Cells added at the end of the output, below the stride or the dilation: a convolution of this stride gives the same size for several inputs, and this says which is meant.',
      }),
      groups: int({
        min: 1,
        default: 1,
        doc: 'Blocks of channels that are convolved apart; divides both channel numbers.',
      }),
      bias: bool({ default: true, doc: 'Add a bias b_o to each output map.' }),
      dilation: extents(dims, { min: 1, default: 1, doc: 'Distance between neighbouring taps of the kernel.' }),
      padding_mode: choice({
        of: ['zeros'],
        default: 'zeros',
        doc: 'There is nothing to fill here; PyTorch takes "zeros" alone.',
      }),
    },
    parameters: {
      weight: { doc: `W, in_channels × out_channels/groups × ${ALONG[dims].toLowerCase()} of the kernel` },
      bias: { doc: 'b, out_channels', optional: true },
    },
    elsewhere: { [`Conv${dims}DTranspose`]: '', [`Conv${dims}dTranspose`]: '', [`Deconv${dims}d`]: '' },
    affine: true,

    hint: (o) => [o.out_channels, ...o.kernel_size.map(() => '?')].join('×'),

    shape([input], o) {
      const wrongRank = notSpatial(type, dims, input!);
      if (wrongRank) return wrongRank;
      const [batch, channels] = input as [number, number];
      const axes = axesOf(input!, o);
      const problems: ShapeProblem[] = [
        ...channelProblems(channels, o),
        ...definedOf(outputPaddingProblem(o)),
        ...definedOf(tooSmall(axes, o.output_padding)),
      ];
      if (problems.length > 0) return { ok: false, problems };
      const weight = [channels, o.out_channels / o.groups, ...o.kernel_size];
      // PyTorch takes the second axis for the fan-in, whichever way the layer leads.
      const fanIn = sizeOf(weight.slice(1));
      return {
        ok: true,
        output: [batch, o.out_channels, ...axes.map((axis) => axis.input)],
        parameters: {
          weight: { shape: weight, init: kaimingUniform(fanIn) },
          ...(o.bias && { bias: { shape: [o.out_channels], init: biasUniform(fanIn) } }),
        },
        arithmetic: laidArithmetic(axes, o.output_padding),
        backwardArithmetic: returnArithmetic(axes),
        multiplyAdds: sizeOf(input!) * fanIn,
        spread: windowOf(axes),
      };
    },

    forward([input], { weight, bias }, o) {
      const axes = axesOf(input!.shape, o);
      const [batch, channels] = input!.shape as [number, number];
      const back = { samples: batch, channels: o.out_channels, axes };
      const geometry = convolutionGeometry(back, { filters: channels, groups: o.groups });
      const output = spread(input!, weight, [batch, o.out_channels, ...axes.map((axis) => axis.input)], geometry);
      if (bias) addToMaps(output, bias);
      return { output, saved: { input: input!, geometry } };
    },

    backward(delta, { input, geometry }, { weight, bias }) {
      return {
        inputs: [correlate(delta, weight, undefined, geometry)],
        parameters: {
          weight: weightGradient(input, delta, weight.shape, geometry),
          bias: bias && biasGradient(delta, bias.shape),
        },
      };
    },

    probe: ([input], parameters, _options, { geometry }) => transposedProbe(input!, parameters, geometry),
    terms: transposedTerms,

    torch: `F.conv_transpose${dims}d(x, weight, bias, stride, padding, output_padding, groups, dilation)`,
    samples,
    rejects,
  });
}

/** b_o to every entry of map o. */
function addToMaps({ shape, data }: Tensor, bias: Tensor): void {
  const cells = sizeOf(shape.slice(2));
  for (let at = 0; at < data.length; at++) data[at]! += bias.data[Math.floor(at / cells) % shape[1]!]!;
}

function formulas(dims: Dims): { forward: string; backward: string } {
  const [places, taps, cells] = [PLACES[dims], TAPS[dims], CELLS[dims]];
  const [at, tap, cell] = [places.join(), taps.join(), cells.join()];
  const turned = cells.map((name, axis) => `${name} + padding − ${places[axis]}·s`).join(', ');
  const read = places.map((place, axis) => `${place}·s + ${taps[axis]}·d − padding`).join(', ');
  const sum = sumOver(places);
  return {
    forward: `z[o,${cell}] = Σ_c ${sum} a[c,${at}] · W[c, o, ${turned}] + b[o]`,
    backward:
      `∂C/∂a[c,${at}] = Σ_o ${sumOver(taps)} δ[o, ${read}] · W[c,o,${tap}]   ` +
      `∂C/∂W[c,o,${tap}] = ${sum} a[c,${at}] · δ[o, ${read}]   ∂C/∂b[o] = ${sumOver(cells)} δ[o,${cell}]`,
  };
}
