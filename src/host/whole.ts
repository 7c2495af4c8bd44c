/** Does every layer fit, and is there a loss? Pure. */
import type { NetworkSummary } from '../engine/summary';

export const isWhole = ({ layers, loss }: NetworkSummary): boolean =>
  loss.type !== 'none' && layers.every(({ state }) => state === 'fits');
