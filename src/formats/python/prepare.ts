/**
 * The text as the parser likes it, every character still at its place: float literals such as `1.` get a digit after
 * the point, and a statement whose bracket is never closed gives way, so that the lines after it can be read.
 */
import type { SyntaxProblem } from './ast';

export interface Prepared {
  readonly text: string;
  readonly problems: readonly SyntaxProblem[];
  /** Start of each statement that was taken out, and what stood there. */
  readonly removed: ReadonlyMap<number, string>;
}

interface Open {
  readonly at: number;
  readonly bracket: string;
}

const closing: { readonly [bracket: string]: string } = { '(': ')', '[': ']', '{': '}' };
/** What can only begin a statement, even where a bracket before it is open. */
const beginsStatement =
  /^[ \t]*(?:(?:def|class|return|import|raise|assert|pass|while|elif|try|with)\b|@\w|self\.[\w.]+\s*=[^=])/;

export function prepare(source: string): Prepared {
  const text = [...splitUnits(source)];
  const problems: SyntaxProblem[] = [];
  const removed = new Map<number, string>();
  let open: Open[] = [];
  let statement = 0;
  let at = 0;

  const indentAt = (start: number): number => /^[ \t]*/.exec(source.slice(start, start + 200))![0].length;

  /** Blanks the statement that began at `statement`, up to `end`, and leaves a `pass` in its place. */
  function takeOut(end: number): void {
    const first = statement + indentAt(statement);
    const { at: where, bracket } = open[0]!;
    problems.push({
      from: where,
      to: where + 1,
      message: `This "${bracket}" is not closed: "${closing[bracket]}" is missing.`,
    });
    removed.set(first, source.slice(first, end));
    for (let k = first; k < end; k++) if (text[k] !== '\n' && text[k] !== '\r') text[k] = ' ';
    for (let k = 0; k < 4; k++) text[first + k] = 'pass'[k]!;
    open = [];
  }

  while (at < source.length) {
    const c = source[at]!;
    if (c === '#') {
      while (at < source.length && source[at] !== '\n') at++;
    } else if (c === '"' || c === "'") at = skipString(source, at);
    else if (c in closing) open.push({ at: at++, bracket: c });
    else if (c === ')' || c === ']' || c === '}') {
      open.pop();
      at++;
    } else if (c === '\n') {
      at++;
      if (open.length === 0) statement = source[at - 2] === '\\' ? statement : at;
      else if (indentAt(at) <= indentAt(statement) && beginsStatement.test(source.slice(at, at + 200))) {
        takeOut(at - 1);
        statement = at;
      }
    } else if (/[0-9]/.test(c) && !/[\w.]/.test(source[at - 1] ?? ' ')) {
      const end = at + /^[0-9][0-9_]*/.exec(source.slice(at))![0].length;
      if (source[end] === '.' && !/[0-9.]/.test(source[end + 1] ?? ' ')) text[end] = '0';
      at = end + 1 - (source[end] === '.' ? 0 : 1);
    } else if (/\w/.test(c)) {
      while (at < source.length && /\w/.test(source[at]!)) at++;
    } else at++;
  }
  if (open.length > 0) takeOut(endOfDeeperLines(source, statement, indentAt(statement), open[0]!.at));
  return { text: text.join(''), problems, removed };
}

/** UTF-16 units, as offsets count them. */
function* splitUnits(source: string): Generator<string> {
  for (let at = 0; at < source.length; at++) yield source[at]!;
}

/** The lines that stand deeper than the statement belong to it; what follows may well be another. */
function endOfDeeperLines(source: string, statement: number, indent: number, openAt: number): number {
  let end = lineEnd(source, Math.max(statement, openAt));
  while (end < source.length) {
    const next = source.slice(end + 1, lineEnd(source, end + 1));
    if (next.trim() !== '' && /^[ \t]*/.exec(next)![0].length <= indent) break;
    end = lineEnd(source, end + 1);
  }
  return end;
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
}

/** Position after the string that begins at `at`. */
function skipString(source: string, at: number): number {
  const quote = source[at]!;
  const raw = /[rR]$/.test(/[A-Za-z]{0,2}$/.exec(source.slice(Math.max(0, at - 2), at))![0]);
  const mark = source.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  let k = at + mark.length;
  while (k < source.length) {
    if (source[k] === '\\' && (!raw || source[k + 1] === quote)) k += 2;
    else if (source.startsWith(mark, k)) return k + mark.length;
    else if (mark.length === 1 && source[k] === '\n') return k;
    else k++;
  }
  return source.length;
}
