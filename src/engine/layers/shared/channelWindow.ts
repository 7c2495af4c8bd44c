/** The channels around an entry, at the same sample and cell. */
import { sizeOf, type Shape, type Tensor } from '../../tensor';

export interface ChannelWindow {
  readonly size: number;
  /** Flat positions that the sum of entry `flat` is over. */
  around(flat: number): readonly number[];
  /** Flat positions whose sum entry `flat` is in. */
  readers(flat: number): readonly number[];
}

/** `size` channels: ⌊size/2⌋ before, ⌊(size − 1)/2⌋ behind; those that are not there are left out. */
export function channelWindow(shape: Shape, size: number): ChannelWindow {
  const channels = shape[1]!;
  const cells = sizeOf(shape.slice(2));
  const before = Math.floor(size / 2);
  const behind = size - 1 - before;
  function channelsFrom(flat: number, first: number, last: number): number[] {
    const channel = Math.floor(flat / cells) % channels;
    const found: number[] = [];
    for (let at = Math.max(0, channel + first); at <= Math.min(channels - 1, channel + last); at++) {
      found.push(flat + (at - channel) * cells);
    }
    return found;
  }
  return {
    size,
    around: (flat) => channelsFrom(flat, -before, behind),
    readers: (flat) => channelsFrom(flat, -behind, before),
  };
}

/** D = k + α/size · Σ a² */
export function divisor(
  { data }: Tensor,
  window: ChannelWindow,
  flat: number,
  { alpha, k }: { readonly alpha: number; readonly k: number },
): number {
  const squares = window.around(flat).reduce((sum, at) => sum + data[at]! ** 2, 0);
  return k + (alpha / window.size) * squares;
}
