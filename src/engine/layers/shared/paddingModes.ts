/** What stands beyond the edge of an axis: a constant, or which of its cells. PyTorch's `padding_mode`s. */
import type { ShapeProblem } from '../../layer';

export const PADDING_MODES = ['zeros', 'reflect', 'replicate', 'circular'] as const;
export type PaddingMode = (typeof PADDING_MODES)[number];

/** The cell that is read at `at`, which may lie outside of 0 … extent − 1; −1 for the constant. */
export const readCell: { readonly [M in PaddingMode]: (at: number, extent: number) => number } = {
  zeros: (at, extent) => (at >= 0 && at < extent ? at : -1),
  // Mirrored at the edge cells, which are not repeated themselves.
  reflect: (at, extent) => extent - 1 - Math.abs(extent - 1 - Math.abs(at)),
  replicate: (at, extent) => Math.min(Math.max(at, 0), extent - 1),
  circular: (at, extent) => (at + extent) % extent,
};

const UNITS = ['slices', 'rows', 'columns'];

/** What one channel of an input with so many axes is. */
const MAPS = ['', 'sequence', 'map', 'volume'];

/** `rows` for the first of two axes, `cells` for a single one. */
export const unitOf = (axis: number, dims: number): string => (dims === 1 ? 'cells' : UNITS[axis + 3 - dims]!);

/** A mirror image needs one cell more than it is wide, a round trip as many: PyTorch takes no wider ones. */
export function paddingModeProblem(
  mode: PaddingMode,
  extents: readonly number[],
  padding: readonly (readonly [number, number])[],
): ShapeProblem | undefined {
  if (mode === 'zeros' || mode === 'replicate') return undefined;
  const spare = mode === 'reflect' ? 1 : 0;
  for (const [axis, extent] of extents.entries()) {
    const most = Math.max(...padding[axis]!);
    if (most + spare <= extent) continue;
    const unit = unitOf(axis, extents.length);
    const map = MAPS[extents.length]!;
    const message =
      mode === 'reflect'
        ? `a mirror image of ${most} ${unit} needs ${most} + 1 = ${most + 1} of them, but the ${map} has ${extent}.`
        : `${most} ${unit} of padding would go round more than once: the ${map} has ${extent}.`;
    return { option: 'padding', message };
  }
  return undefined;
}
