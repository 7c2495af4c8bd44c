/** In which order the axes of somebody's tensor stand, where they are not PyTorch's. */
import { sameShape, sizeOf, stridesOf, type Shape, type Tensor } from '../tensor';

export interface Layout {
  /** `H,W,I,O` */
  readonly name: string;
  /** Axis k of our tensor is axis `axes[k]` of theirs; undefined where only sizes of 1 are left out or added. */
  readonly axes: readonly number[] | undefined;
}

const same: Layout = { name: 'as here', axes: undefined };

/** By number of axes; N, C and spatial axes for values, O, I and spatial axes for kernels. */
const kernelLayouts: { readonly [rank: number]: readonly Layout[] } = {
  2: [{ name: 'in,out', axes: [1, 0] }],
  3: [
    { name: 'L,I,O', axes: [2, 1, 0] },
    { name: 'I,O,L', axes: [1, 0, 2] },
    { name: 'O,L,I', axes: [0, 2, 1] },
  ],
  4: [
    { name: 'H,W,I,O', axes: [3, 2, 0, 1] },
    { name: 'O,H,W,I', axes: [0, 3, 1, 2] },
    { name: 'I,O,H,W', axes: [1, 0, 2, 3] },
    { name: 'H,W,O,I', axes: [2, 3, 0, 1] },
  ],
  5: [
    { name: 'D,H,W,I,O', axes: [4, 3, 0, 1, 2] },
    { name: 'O,D,H,W,I', axes: [0, 4, 1, 2, 3] },
  ],
};

const valueLayouts: { readonly [rank: number]: readonly Layout[] } = {
  2: [{ name: 'C,N', axes: [1, 0] }],
  3: [{ name: 'N,L,C', axes: [0, 2, 1] }],
  4: [
    { name: 'N,H,W,C', axes: [0, 3, 1, 2] },
    { name: 'H,W,C,N', axes: [3, 2, 0, 1] },
    { name: 'C,H,W,N', axes: [3, 0, 1, 2] },
  ],
  5: [{ name: 'N,D,H,W,C', axes: [0, 4, 1, 2, 3] }],
};

/** Every layout in which a tensor of shape `theirs` can be read as one of shape `ours`; as it stands first. */
export function layoutsBetween(theirs: Shape, ours: Shape, kind: 'kernel' | 'value'): Layout[] {
  const known = (kind === 'kernel' ? kernelLayouts : valueLayouts)[ours.length] ?? [];
  const found: Layout[] = [];
  if (sameShape(theirs, ours) || sameShape(squeezed(theirs), squeezed(ours))) found.push(same);
  for (const layout of known) {
    const full = theirs.length === ours.length ? theirs : withBatch(theirs, ours, layout);
    if (full && layout.axes!.every((axis, k) => full[axis] === ours[k])) found.push(layout);
  }
  if (found.length === 0 && sizeOf(theirs) === sizeOf(ours) && theirs.length === 1) found.push(same);
  return found;
}

const squeezed = (shape: Shape): number[] => shape.filter((extent) => extent !== 1);

/** One sample without its batch axis: `H,W,C` for `N,H,W,C`. */
function withBatch(theirs: Shape, ours: Shape, { name }: Layout): Shape | undefined {
  if (!name.startsWith('N,') || ours[0] !== 1 || theirs.length !== ours.length - 1) return undefined;
  return [1, ...theirs];
}

/** Their numbers in our order. The layout has been found by `layoutsBetween`. */
export function inOurOrder(theirs: Tensor, ours: Shape, { axes, name }: Layout): Tensor {
  if (!axes) return { shape: ours, data: theirs.data };
  const full = theirs.shape.length === ours.length ? theirs.shape : withBatch(theirs.shape, ours, { axes, name })!;
  const strides = stridesOf(full);
  const steps = axes.map((axis) => strides[axis]!);
  const data = new Float64Array(theirs.data.length);
  const index = new Array<number>(ours.length).fill(0);
  for (let flat = 0; flat < data.length; flat++) {
    let at = 0;
    for (let k = 0; k < steps.length; k++) at += index[k]! * steps[k]!;
    data[flat] = theirs.data[at]!;
    for (let k = ours.length - 1; k >= 0 && ++index[k]! === ours[k]; k--) index[k] = 0;
  }
  return { shape: ours, data };
}
