/** Pairs the tensors of a dump with ours, in our order of axes. */
import { matchNames, type HowMatched } from './names';
import { inOurOrder, layoutsBetween, type Layout } from './layouts';
import type { OwnTensor } from './own';
import { formatShape, sameShape, type Tensor } from '../tensor';
import { tolerancesFor, type Precision } from './precision';

export interface ReadTensor {
  readonly own: OwnTensor;
  /** Their name. */
  readonly given: string;
  readonly how: HowMatched;
  /** `H,W,I,O`; undefined where it stands as ours does. */
  readonly layout: string | undefined;
  /** Their numbers in our order. */
  readonly tensor: Tensor;
}

export interface Reading {
  readonly tensors: readonly ReadTensor[];
  /** Tensors of the dump that are compared with nothing, each with the reason. */
  readonly unread: readonly { readonly given: string; readonly reason: string }[];
}

export function readDump(own: readonly OwnTensor[], dump: ReadonlyMap<string, Tensor>, precision: Precision): Reading {
  const layoutsOf = (at: number, given: string): Layout[] =>
    layoutsBetween(dump.get(given)!.shape, own[at]!.tensor.shape, own[at]!.kind);
  const matches = matchNames(own, [...dump.keys()], (at, given) => layoutsOf(at, given).length > 0);
  const unread = [...dump.keys()]
    .filter((given) => !matches.some((match) => match.given === given))
    .map((given) => ({ given, reason: 'no tensor of the network has this name or, alone, this shape' }));
  const readable = matches.flatMap(({ own: at, given, how }) => {
    const layouts = layoutsOf(at, given);
    if (layouts.length > 0) return [{ own: own[at]!, given, how, layouts, theirs: dump.get(given)! }];
    const shapes = `${formatShape(dump.get(given)!.shape)} is not ${formatShape(own[at]!.tensor.shape)}`;
    unread.push({ given, reason: `its shape ${shapes} in any order of axes` });
    return [];
  });
  // Axes that have to be exchanged in one kernel are exchanged in all of them.
  const forced = new Set(
    readable.flatMap(({ layouts }) => (layouts.length === 1 && layouts[0]!.axes ? [layouts[0]!.name] : [])),
  );
  const tensors = readable.map(({ own: ours, given, how, layouts, theirs }): ReadTensor => {
    const layout = choose(layouts, forced, theirs, ours.tensor, precision);
    const tensor = inOurOrder(theirs, ours.tensor.shape, layout);
    const named = layout.axes || !sameShape(theirs.shape, ours.tensor.shape);
    return { own: ours, given, how, layout: named ? layout.name : undefined, tensor };
  });
  return { tensors: tensors.sort((a, b) => a.own.index - b.own.index), unread };
}

/**
 * Where a shape leaves several layouts: the one that other tensors of the dump have to have; without one, as it stands,
 * for a tensor that is right only when its axes are exchanged is a mistake until something else says so.
 */
function choose(
  layouts: readonly Layout[],
  forced: ReadonlySet<string>,
  theirs: Tensor,
  ours: Tensor,
  precision: Precision,
): Layout {
  const [first] = layouts;
  if (layouts.length === 1) return first!;
  const family = layouts.filter(({ name }) => [...forced].some((other) => sameFamily(name, other)));
  const candidates = family.length > 0 ? family : first!.axes ? layouts : [first!];
  return candidates.find((layout) => agrees(inOurOrder(theirs, ours.shape, layout), ours, precision)) ?? candidates[0]!;
}

/** Libraries that put channels last in a convolution put inputs first in a dense layer, in any number of dimensions. */
const inputsBeforeOutputs = (layout: string): boolean => /(^|,)(I|in),(O|out)(,|$)/.test(layout);
const sameFamily = (a: string, b: string): boolean => a === b || (inputsBeforeOutputs(a) && inputsBeforeOutputs(b));

function agrees(theirs: Tensor, ours: Tensor, precision: Precision): boolean {
  const largest = ours.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const { rtol, atol } = tolerancesFor(precision, largest);
  return theirs.data.every(
    (value, at) =>
      Math.abs(value - ours.data[at]!) <= atol + rtol * Math.max(Math.abs(value), Math.abs(ours.data[at]!)),
  );
}
