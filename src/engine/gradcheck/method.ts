/** How a numeric derivative is made. */
export type Method = 'affine' | 'carried' | 'differences';

export const methodText: { readonly [M in Method]: string } = {
  affine: 'one large difference, exact because the layer is affine',
  carried: 'differences carried through in closed form, without cancellation',
  differences: 'central differences with Ridders’ extrapolation',
};
