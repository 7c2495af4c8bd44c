/** From offsets in a text to lines and columns, both zero-based, as VS Code counts them. */
import type { SourceRange } from '../engine/summary';

export type Positions = (offset: number, length: number) => SourceRange;

/** Splits the text into lines once; `\n`, `\r\n` and `\r` end a line. Offsets beyond the text are its end. */
export function positionsIn(text: string): Positions {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }

  function place(offset: number): { line: number; column: number } {
    const at = Math.min(Math.max(offset, 0), text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: at - starts[low]! };
  }

  return (offset, length) => {
    const start = place(offset);
    const end = place(offset + length);
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  };
}

/** Order of problems: by where they start, then by where they end. */
export function compareRanges(a: SourceRange, b: SourceRange): number {
  return (
    a.startLine - b.startLine || a.startColumn - b.startColumn || a.endLine - b.endLine || a.endColumn - b.endColumn
  );
}
