/** Applies edits to a text, as an editor does. */
import type { TextEdit } from '../formats/definition';

/** The ranges are those of `text` as it is and do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0];
  for (const line of text.matchAll(/\r\n|\n|\r/g)) starts.push(line.index + line[0].length);
  const places = edits.map(({ range, text: content }) => ({
    from: starts[range.startLine]! + range.startColumn,
    to: starts[range.endLine]! + range.endColumn,
    content,
  }));
  return places
    .sort((a, b) => b.from - a.from)
    .reduce((changed, { from, to, content }) => changed.slice(0, from) + content + changed.slice(to), text);
}
