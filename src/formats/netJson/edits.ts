/**
 * The smallest change of the text that applies a suggestion; comments and layout stay. (jsonc-parser's `modify` would
 * break a layer that stands on one line into several.)
 */
import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Path } from '../../engine/problem';
import type { Suggestion } from '../../engine/summary';
import type { TextEdit } from '../definition';
import type { Positions } from '../textPosition';

/** `layer` is the path of the layer. Nothing where it, or the option that is to be removed, is not there. */
export function editFor(
  { option, value }: Suggestion,
  layer: Path,
  text: string,
  root: Node | undefined,
  positions: Positions,
): readonly TextEdit[] {
  const properties = (root && findNodeAtLocation(root, [...layer]))?.children;
  if (!properties) return [];
  const at = properties.findIndex(({ children }) => children?.[0]?.value === option);
  const edit = (from: number, to: number, content: string): TextEdit[] => [
    { range: positions(from, to - from), text: content },
  ];
  if (value === undefined) {
    if (at < 0) return [];
    const [from, to] = removed(properties, at);
    return edit(from, to, '');
  }
  const own = properties[at]?.children?.[1];
  if (own) return edit(own.offset, endOf(own), write(value));
  const last = properties.at(-1);
  if (!last) return [];
  const added = `,${separatorBefore(last, text)}"${option}": ${write(value)}`;
  return edit(endOf(last), endOf(last), added);
}

const endOf = ({ offset, length }: Node): number => offset + length;

/** A property goes with the comma before it, the first one with the comma after it. */
function removed(properties: readonly Node[], at: number): [from: number, to: number] {
  const own = properties[at]!;
  const before = properties[at - 1];
  const after = properties[at + 1];
  if (before) return [endOf(before), endOf(own)];
  return [own.offset, after ? after.offset : endOf(own)];
}

/** A new line with the same indentation where the property has a line of its own, else a space. */
function separatorBefore({ offset }: Node, text: string): string {
  return /(?:\r\n|\n|\r)[ \t]*$/.exec(text.slice(0, offset))?.[0] ?? ' ';
}

/** As people write it: `[1, 2]`, on one line. */
const write = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(write).join(', ')}]` : JSON.stringify(value);
