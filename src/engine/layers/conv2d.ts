import { defineLayer, type ShapeProblem } from '../layer';
import { bool, choice, int, optionalInt, pair, pairOrWord, type OptionsOf, type Pair } from '../options';
import { sizeOf, type Shape } from '../tensor';
import { extentOf, windowOf } from './shared/axis';
import { backwardArithmetic, outputArithmetic, windowProblem } from './shared/axisText';
import { convolutionGeometry, correlate, correlateBackward } from './shared/convolutionPasses';
import { convolutionProbe } from './shared/convolutionProbe';
import { convolutionTerms } from './shared/convolutionTerms';
import { biasUniform, kaimingUniform } from './shared/fanIn';
import { notPlanes, planesOf, symmetric, type Planes } from './shared/planes';

const options = {
  in_channels: optionalInt({ min: 1, doc: 'Channels of the input; inferred when left out, checked when given.' }),
  out_channels: int({ min: 1, doc: 'Number of filters, and so of output maps.' }),
  kernel_size: pair({ min: 1, doc: 'Rows and columns of the kernel.' }),
  stride: pair({ min: 1, default: 1, doc: 'Cells that the window moves from one output to the next.' }),
  padding: pairOrWord({
    min: 0,
    default: 0,
    words: ['same', 'valid'],
    doc: 'Zeros around the input. "valid" is none; "same" keeps the size (stride 1 only) and puts an odd zero at the end.',
  }),
  dilation: pair({ min: 1, default: 1, doc: 'Distance between neighbouring taps of the kernel.' }),
  groups: int({
    min: 1,
    default: 1,
    doc: 'Blocks of channels that are convolved apart; divides both channel numbers.',
  }),
  bias: bool({ default: true, doc: 'Add a bias b_o to each output map.' }),
  padding_mode: choice({ of: ['zeros'], default: 'zeros', doc: 'What stands in the padding.' }),
  operation: choice({
    of: ['cross-correlation', 'convolution'],
    default: 'cross-correlation',
    doc: 'PyTorch computes a cross-correlation; "convolution" rotates the kernel by 180° first.',
  }),
};

type Options = OptionsOf<typeof options>;

/** `[before, after]` of each axis. */
function paddingOf({ padding, kernel_size, dilation }: Options): readonly [Pair, Pair] {
  if (padding === 'valid') return symmetric([0, 0]);
  if (padding !== 'same') return symmetric(padding);
  const split = (axis: 0 | 1): Pair => {
    const total = extentOf(kernel_size[axis], dilation[axis]) - 1;
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  return [split(0), split(1)];
}

const planes = (input: Shape, o: Options): Planes =>
  planesOf(input, { kernel: o.kernel_size, stride: o.stride, dilation: o.dilation, padding: paddingOf(o) });

/** What is wrong with channels, groups and "same", each with the option at fault. */
function optionProblems(channels: number, o: Options): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  const report = (option: string, message: string) => problems.push({ option, message });
  if (o.in_channels !== undefined && o.in_channels !== channels) {
    const has = `the input has ${channels} channel${channels === 1 ? '' : 's'}`;
    report('in_channels', `${has}, not ${o.in_channels}. Write "in_channels": ${channels}, or leave it out.`);
  }
  for (const [what, count] of [
    ['input channels', channels],
    ['out_channels', o.out_channels],
  ] as const) {
    const rest = count % o.groups;
    if (rest === 0) continue;
    report(
      'groups',
      `${count} ${what} do not divide into ${o.groups} groups: ${count} = ${o.groups}·${(count - rest) / o.groups} + ${rest}.`,
    );
  }
  if (o.padding === 'same' && o.stride.some((stride) => stride !== 1)) {
    report('padding', `"same" needs stride 1, but the stride is ${o.stride.join('×')}. Give the padding as a number.`);
  }
  return problems;
}

export default defineLayer({
  type: 'Conv2d',
  doc:
    'Slides a kernel over the maps of all input channels; each filter o gives one output map of weighted sums, all positions sharing its weights. ' +
    'Sizes as in the notes of torch.nn.Conv2d.',
  formula: {
    forward: 'z[o,x,y] = Σ_c Σ_p Σ_q W[o,c,p,q] · a[c, x·s + p·d − padding, y·s + q·d − padding] + b[o]',
    backward:
      '∂C/∂a[c,i,j] = Σ_o Σ_x Σ_y δ[o,x,y] · W[o, c, i + padding − x·s, j + padding − y·s]   ' +
      '∂C/∂W[o,c,p,q] = Σ_x Σ_y δ[o,x,y] · a[c, x·s + p·d − padding, y·s + q·d − padding]   ∂C/∂b[o] = Σ_x Σ_y δ[o,x,y]',
  },
  options,
  parameters: {
    weight: { doc: 'W, out_channels × in_channels/groups × kernel rows × kernel columns' },
    bias: { doc: 'b, out_channels', optional: true },
  },
  affine: true,

  hint: (o) => `${o.out_channels}×?×?`,

  shape([input], o) {
    const wrongRank = notPlanes('Conv2d', input!);
    if (wrongRank) return wrongRank;
    const { samples, channels, rows, columns } = planes(input!, o);
    const problems = optionProblems(channels, o);
    const misfit = windowProblem([rows, columns]);
    if (misfit) problems.push(misfit);
    if (problems.length > 0) return { ok: false, problems };
    const weight = [o.out_channels, channels / o.groups, ...o.kernel_size];
    const fanIn = sizeOf(weight.slice(1));
    const output = [samples, o.out_channels, rows.output, columns.output];
    return {
      ok: true,
      output,
      parameters: {
        weight: { shape: weight, init: kaimingUniform(fanIn) },
        ...(o.bias && { bias: { shape: [o.out_channels], init: biasUniform(fanIn) } }),
      },
      arithmetic: outputArithmetic([rows, columns]),
      backwardArithmetic: backwardArithmetic([rows, columns]),
      multiplyAdds: sizeOf(output) * fanIn,
      window: windowOf([rows, columns]),
    };
  },

  forward([input], parameters, o) {
    const geometry = convolutionGeometry(
      planes(input!.shape, o),
      o.out_channels,
      o.groups,
      o.operation === 'convolution',
    );
    return { output: correlate(input!, parameters, geometry), saved: { input: input!, geometry } };
  },

  backward(delta, { input, geometry }, parameters) {
    const gradient = correlateBackward(delta, input, parameters, geometry);
    return { inputs: [gradient.input], parameters: { weight: gradient.weight, bias: gradient.bias } };
  },

  probe: ([input], parameters, _options, { geometry }) => convolutionProbe(input!, parameters, geometry),
  terms: convolutionTerms,

  torch:
    "F.conv2d(x, weight.flip(2, 3) if operation == 'convolution' else weight, bias, stride, padding, dilation, groups)",

  samples: [
    {
      name: 'one sample, one channel, 2×2 on 3×3',
      inputs: [[1, 1, 3, 3]],
      options: { out_channels: 1, kernel_size: 2 },
    },
    {
      name: 'batch, H≠W, kh≠kw',
      inputs: [[2, 3, 6, 5]],
      options: { out_channels: 4, kernel_size: [3, 2], in_channels: 3 },
    },
    {
      name: 'stride with remainder rows and columns',
      inputs: [[2, 2, 8, 6]],
      options: { out_channels: 3, kernel_size: [3, 2], stride: [2, 3], bias: false },
    },
    {
      name: 'stride beyond the kernel: cells that no window reads',
      inputs: [[1, 2, 7, 8]],
      options: { out_channels: 3, kernel_size: [2, 1], stride: [3, 4] },
    },
    {
      name: 'padding, unlike per axis',
      inputs: [[2, 2, 4, 5]],
      options: { out_channels: 3, kernel_size: 3, padding: [2, 1] },
    },
    {
      name: 'padding as wide as the kernel: outputs of padding alone',
      inputs: [[1, 2, 3, 2]],
      options: { out_channels: 2, kernel_size: 2, padding: 2 },
    },
    {
      name: 'same with an even kernel',
      inputs: [[2, 2, 5, 4]],
      options: { out_channels: 3, kernel_size: [4, 2], padding: 'same' },
    },
    {
      name: 'same with dilation',
      inputs: [[1, 2, 6, 7]],
      options: { out_channels: 2, kernel_size: [2, 3], dilation: [3, 2], padding: 'same' },
    },
    {
      name: 'valid, dilated',
      inputs: [[2, 2, 7, 8]],
      options: { out_channels: 3, kernel_size: [3, 2], dilation: [2, 3], padding: 'valid' },
    },
    {
      name: 'dilation, stride and padding at once',
      inputs: [[2, 2, 7, 6]],
      options: { out_channels: 2, kernel_size: [2, 3], stride: [2, 3], dilation: [3, 2], padding: [1, 2] },
    },
    { name: 'groups', inputs: [[2, 4, 4, 5]], options: { out_channels: 6, kernel_size: [2, 3], groups: 2 } },
    {
      name: 'depthwise, stride 2',
      inputs: [[2, 3, 5, 6]],
      options: { out_channels: 6, kernel_size: 3, groups: 3, stride: 2, padding: 1 },
    },
    {
      name: 'a true convolution',
      inputs: [[2, 2, 5, 4]],
      options: { out_channels: 3, kernel_size: [2, 3], operation: 'convolution' },
    },
    {
      name: 'a true convolution with stride, dilation, padding and groups',
      inputs: [[2, 4, 6, 7]],
      options: {
        out_channels: 2,
        kernel_size: [3, 2],
        stride: [1, 2],
        dilation: [1, 2],
        padding: [2, 1],
        groups: 2,
        operation: 'convolution',
      },
    },
    { name: '1×1 kernel', inputs: [[2, 3, 2, 3]], options: { out_channels: 2, kernel_size: 1 } },
  ],
  rejects: [
    {
      name: 'kernel larger than the input',
      inputs: [[1, 16, 4, 4]],
      options: { out_channels: 120, kernel_size: 5 },
      option: 'kernel_size',
      message:
        '5×5 kernel on 4×4 input: ⌊(4 + 0 − 5)/1⌋ + 1 = 0. It fits with "kernel_size" 4 or less, or with "padding" 1 or more.',
    },
    {
      name: 'one axis too small, stride, dilation and padding',
      inputs: [[1, 1, 9, 3]],
      options: { out_channels: 1, kernel_size: [3, 4], dilation: 2, stride: 2, padding: [0, 1] },
      option: 'kernel_size',
      message:
        'W: ⌊(3 + 2·1 − 2·(4 − 1) − 1)/2⌋ + 1 = 0. It fits with "kernel_size" 3 or less, or with "padding" [0, 2] or more.',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { out_channels: 1, kernel_size: 1 },
      message: 'needs an input N×C×H×W, but gets 2×10',
    },
    {
      name: 'an image without its batch',
      inputs: [[3, 8, 8]],
      options: { out_channels: 1, kernel_size: 1 },
      message: 'needs its batch axis too: 1×3×8×8',
    },
    {
      name: 'other input channels',
      inputs: [[1, 1, 5, 5]],
      options: { in_channels: 3, out_channels: 2, kernel_size: 3 },
      option: 'in_channels',
      message: 'the input has 1 channel, not 3. Write "in_channels": 1, or leave it out.',
    },
    {
      name: 'groups that do not divide',
      inputs: [[1, 4, 5, 5]],
      options: { out_channels: 5, kernel_size: 3, groups: 2 },
      option: 'groups',
      message: '5 out_channels do not divide into 2 groups: 5 = 2·2 + 1.',
    },
    {
      name: 'same with a stride',
      inputs: [[1, 1, 5, 5]],
      options: { out_channels: 1, kernel_size: 3, stride: [1, 2], padding: 'same' },
      option: 'padding',
      message: '"same" needs stride 1, but the stride is 1×2.',
    },
  ],
});
