declare module 'mnist' {
  interface DigitSet {
    readonly length: number;
    /** Pixels of the digit, 0 … 1, row by row. */
    get(index: number): number[];
  }
  const digits: { readonly [label: number]: DigitSet };
  export default digits;
}
