/** One file of the user's: TypeScript or JavaScript in, a function that runs it out. */
import { transform } from 'sucrase';
import type { SourceRange } from '../../engine/summary';
import { UserCodeError, type UserPlace } from '../../engine/userLayer/userModule';
import { columnMap, sourceColumn, type ColumnMap } from './columns';

export interface CompiledSource {
  readonly path: string;
  readonly text: string;
  /** CommonJS, line for line as the source. */
  readonly code: string;
  readonly columns: ColumnMap;
  /** What it imports, as written. */
  readonly imports: readonly string[];
}

/** Throws a UserCodeError at the place of a syntax error. */
export function compileSource(path: string, text: string): CompiledSource {
  if (path.endsWith('.json')) return jsonSource(path, text);
  try {
    const { code, sourceMap } = transform(text, {
      transforms: /ts$/.test(path) ? ['typescript', 'imports'] : ['imports'],
      disableESTransforms: true,
      filePath: path,
      sourceMapOptions: { compiledFilename: path },
    });
    const imports = [...code.matchAll(/\brequire\((["'])([^"'\n]+)\1\)/g)].map((match) => match[2]!);
    return { path, text, code, columns: columnMap(sourceMap?.mappings ?? ''), imports };
  } catch (failure) {
    const { message, loc } = failure as Error & { loc?: { line: number; column: number } };
    const line = (loc?.line ?? 1) - 1;
    const column = (loc?.column ?? 1) - 1;
    throw syntaxError(
      path,
      text,
      message.replace(/^Error transforming .*?: /, '').replace(/ \(\d+:\d+\)$/, ''),
      line,
      column,
    );
  }
}

function syntaxError(path: string, text: string, why: string, line: number, column: number): UserCodeError {
  const rest = [text.split(LINE_END)[line]?.slice(column) ?? '', ...text.split(LINE_END).slice(line + 1)].join('');
  const said = rest.trim() === '' ? 'the file ends here, but something is still open' : why;
  return new UserCodeError(`Syntax error: ${said}.`, placeAt(path, text, line, column));
}

function jsonSource(path: string, text: string): CompiledSource {
  try {
    JSON.parse(text);
  } catch (failure) {
    const { message } = failure as SyntaxError;
    const before = text.slice(0, Number(/position (\d+)/.exec(message)?.[1] ?? 0)).split(LINE_END);
    throw syntaxError(path, text, message.replace(/ in JSON.*$/, ''), before.length - 1, before.at(-1)!.length);
  }
  return { path, text, code: `module.exports = ${text}`, columns: [], imports: [] };
}

const LINE_END = /\r\n|\n|\r/;

/** From a column to the end of its word, or to the end of its line where no word stands there. */
export function placeAt(path: string, text: string, line: number, column: number): UserPlace {
  const content = text.split(LINE_END)[line] ?? '';
  const word = /^[\w$]+/.exec(content.slice(column))?.[0] ?? content.slice(column).trimEnd();
  const range = { startLine: line, startColumn: column, endLine: line, endColumn: column + Math.max(1, word.length) };
  return { path, range };
}

/** Where the name of an export stands in a text; its first line where it is nowhere. */
export function exportPlace(path: string, text: string, name: string): UserPlace {
  const code = withoutComments(text);
  const patterns = [
    `\\bfunction\\s*\\*?\\s*${name}\\b`,
    `\\b(?:const|let|var)\\s+${name}\\b`,
    `\\bexports\\.${name}\\b`,
    `(?:^|[{,])\\s*(?:async\\s+)?${name}\\s*[:(,}]`,
    `\\b${name}\\b`,
  ];
  for (const pattern of patterns) {
    const match = new RegExp(pattern, 'm').exec(code);
    if (match) return { path, range: rangeAt(text, match.index + match[0].indexOf(name), name.length) };
  }
  return { path, range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 } };
}

function rangeAt(text: string, offset: number, length: number): SourceRange {
  const lines = text.slice(0, offset).split(LINE_END);
  const line = lines.length - 1;
  const column = lines[line]!.length;
  return { startLine: line, startColumn: column, endLine: line, endColumn: column + length };
}

/** Blanks in place of comments and of what stands in quotes, so that all else stays where it is. */
export function withoutComments(text: string): string {
  const tokens = /\/\/[^\n\r]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return text.replace(tokens, (token) => token.replace(/[^\n\r]/g, ' '));
}

/** The innermost place of a failure's stack that lies in one of these files. */
export function placeOfFailure(failure: unknown, sources: ReadonlyMap<string, CompiledSource>): UserPlace | undefined {
  const stack = failure instanceof Error ? (failure.stack ?? '') : '';
  const rows = stack.split('\n');
  for (const [k, row] of rows.entries()) {
    for (const { path, text, columns } of sources.values()) {
      const at = row.indexOf(`${path}:`);
      const match = at < 0 ? null : /^:(\d+)(?::(\d+))?/.exec(row.slice(at + path.length));
      if (!match) continue;
      const line = Number(match[1]) - 1;
      // Of code that does not even compile V8 draws the column, two rows below.
      const column = match[2] ? Number(match[2]) - 1 : Math.max(0, rows[k + 2]?.indexOf('^') ?? 0);
      return placeAt(path, text, line, sourceColumn(columns, line, column));
    }
  }
  return undefined;
}

/** What a thrown value says. */
export function describeFailure(failure: unknown): string {
  if (!(failure instanceof Error)) return JSON.stringify(failure) ?? String(failure);
  return failure.message === '' ? failure.name : `${failure.name}: ${failure.message}`;
}

/** What the code says to be like, without running it. */
export function claimedIn(text: string): string | undefined {
  const at = /\blike\s*[=:]\s*$/m;
  for (const match of text.matchAll(/(['"])(\w+)\1/g)) {
    if (at.test(text.slice(Math.max(0, match.index - 40), match.index))) return match[2];
  }
  return undefined;
}
