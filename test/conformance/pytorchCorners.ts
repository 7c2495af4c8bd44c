/** Where PyTorch 1.13 is no oracle, because it contradicts itself: such cases are not drawn. Nothing else is left out. */
import { sizeOf, type Shape } from '../../src/engine/tensor';

type Options = { readonly [name: string]: unknown };

interface Corner {
  readonly type: string;
  readonly why: string;
  /** `output` where it is known: PyTorch's, of the layer. */
  where(options: Options, inputs: readonly Shape[], output: readonly number[]): boolean;
}

const CORNERS: readonly Corner[] = [
  {
    type: 'Upsample',
    why:
      'A scale_factor that is not 1 or 2 and yet gives an output as large as the input, or twice as large: the forward ' +
      'pass reads ⌊k/scale_factor⌋, its own backward pass (nearest_idx in UpSample.h) and the forward pass of a single ' +
      'channel (laid out as channels-last) take the shortcut k or ⌊k/2⌋. Ours reads ⌊k/scale_factor⌋ in both.',
    where: ({ scale_factor, mode }, [input]) =>
      mode !== 'bilinear' &&
      ((scale_factor as readonly number[] | undefined) ?? []).some((factor, axis) => {
        const extent = input![axis + 2]!;
        const times = Math.floor(extent * factor) / extent;
        return (times === 1 || times === 2) && factor !== times;
      }),
  },
  {
    type: 'LayerNorm',
    why: 'A group of one entry, less its mean, is 0. PyTorch computes x · s − mean · s, of which a rounding error stays.',
    where: ({ normalized_shape }) => sizeOf(normalized_shape as Shape) === 1,
  },
  {
    type: 'GroupNorm',
    why: 'As for LayerNorm: a group of one entry.',
    where: ({ num_groups }, [input]) => sizeOf(input!.slice(1)) === num_groups,
  },
  ...['LPPool1d', 'LPPool2d'].map((type) => ({
    type,
    why: 'A window whose sum is 0 has the gradient 0 there, though with norm_type 1 the layer is that sum.',
    where: ({ norm_type }: Options, _inputs: readonly Shape[], output: readonly number[]) =>
      norm_type === 1 && output.includes(0),
  })),
];

export const isCorner = (
  type: string,
  options: Options,
  inputs: readonly Shape[],
  output: readonly number[] = [],
): boolean => CORNERS.some((corner) => corner.type === type && corner.where(options, inputs, output));
