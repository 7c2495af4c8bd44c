/** Where the code of a layer stands, for links: the user's own file where the layer is theirs, else the network's. */
import type { State } from './store';

/** `my-conv.ts:43`, or `lenet5.net.json:12`; undefined where no line is known. */
export function sourceOf({ network, file }: State, layer: number): string | undefined {
  const found = network?.layers[layer];
  const own = found?.source;
  if (own !== undefined) {
    const name = own.path.split('/').at(-1)!;
    return own.backward === undefined ? name : `${name}:${own.backward.startLine + 1}`;
  }
  const range = found?.range ?? (layer === network?.layers.length ? network?.loss.range : undefined);
  return range === undefined ? undefined : `${file}:${range.startLine + 1}`;
}
