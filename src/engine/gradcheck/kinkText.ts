/** What unit an entry on a kink turns: `relu1[0, 3, 5, 5] changes sign`. */
import { sizeOf, unravel } from '../tensor';
import type { Trace } from '../trace';
import type { Kink } from './derivative';

/** Undefined where the unit is not known. */
export function unitText(trace: Trace, layer: number): (kink: Kink) => string | undefined {
  const own = trace.model.network.layers[layer];
  const shape = own ? trace.layers[layer]!.output.shape : trace.layers.at(-1)!.output.shape;
  const name = own?.name ?? 'loss';
  const turn = own ? (own.definition!.turn ?? 'changes sign') : 'changes its piece';
  return ({ unit, tie }) => {
    if (unit < 0 || unit >= sizeOf(shape)) return undefined;
    return `${name}[${unravel(unit, shape).join(', ')}] ${tie ? `is at a tie: it ${turn} with any move` : turn}`;
  };
}
