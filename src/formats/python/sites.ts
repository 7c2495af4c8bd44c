/** Where the layers of a network that is written in Python stand: in the file that is open, and elsewhere. */
import type { Site, SourceRange } from '../../engine/summary';
import { compareRanges, positionsIn, type Positions } from '../textPosition';
import type { Located, SourceFile } from './values';

/** Where one layer is made and called, the innermost place first. A function is only called. */
export interface LayerStacks {
  readonly made: readonly Located[];
  readonly called: readonly Located[];
}

/**
 * The places of the open file at which layers are made or called. A place at which every one of them is would tell
 * nothing: that is the model itself.
 */
export function sitesOf(stacks: readonly LayerStacks[], file: SourceFile, positions: Positions): Site[] {
  const roles = [
    { role: 'definition', stackOf: ({ made }: LayerStacks) => made },
    { role: 'call', stackOf: ({ called }: LayerStacks) => called },
  ] as const;
  const sites = roles.flatMap(({ role, stackOf }) => {
    const placed = groupByPlace(stacks.map(stackOf), file);
    const total = stacks.filter((stack) => stackOf(stack).length > 0).length;
    const telling = placed.filter(({ own, layers }) => own || layers.length < total);
    return telling.map(({ from, to, own, layers }): Site => ({ range: positions(from, to - from), role, own, layers }));
  });
  return sites.sort((a, b) => compareRanges(a.range, b.range));
}

interface Placed {
  readonly from: number;
  readonly to: number;
  own: boolean;
  readonly layers: number[];
}

function groupByPlace(stacks: readonly (readonly Located[])[], file: SourceFile): Placed[] {
  const placed = new Map<string, Placed>();
  for (const [layer, stack] of stacks.entries()) {
    for (const [depth, { file: of, from, to }] of stack.entries()) {
      if (of !== file) continue;
      const key = `${from}:${to}`;
      const here = placed.get(key) ?? { from, to, own: false, layers: [] };
      placed.set(key, here);
      here.own ||= depth === 0;
      // A function that calls itself stands in the stack several times.
      if (here.layers.at(-1) !== layer) here.layers.push(layer);
    }
  }
  return [...placed.values()];
}

/** Where a layer is made, if that is not in the open file. */
export function placesElsewhere(
  file: SourceFile,
): (stack: LayerStacks) => { path: string; range: SourceRange } | undefined {
  const known = new Map<SourceFile, Positions>();
  return ({ made, called }) => {
    const [inner] = made.length > 0 ? made : called;
    if (!inner || inner.file === file || inner.file.text === '') return undefined;
    const positions = known.get(inner.file) ?? positionsIn(inner.file.text);
    known.set(inner.file, positions);
    return { path: inner.file.path, range: positions(inner.from, inner.to - inner.from) };
  };
}
