/** Where PyTorch 1.13 is no oracle, because it contradicts itself: such cases are not drawn. Nothing else is left out. */
import type { Shape } from '../../src/engine/tensor';

interface Corner {
  readonly type: string;
  readonly why: string;
  where(options: { readonly [name: string]: unknown }, inputs: readonly Shape[]): boolean;
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
];

export const isCorner = (
  type: string,
  options: { readonly [name: string]: unknown },
  inputs: readonly Shape[],
): boolean => CORNERS.some((corner) => corner.type === type && corner.where(options, inputs));
