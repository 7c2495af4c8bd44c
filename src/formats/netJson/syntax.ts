/** Parses JSON with comments and trailing commas; what is wrong with it is said in words, each at its own place. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

type ErrorName = ReturnType<typeof printParseErrorCode>;

/** Never throws. Without a root there was nothing that could be parsed. */
export function parseJson(text: string): { root: Node | undefined; problems: SyntaxProblem[] } {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { allowTrailingComma: true });
  } catch {
    // The parser is recursive: the only way it fails is by running out of stack.
    return { root: undefined, problems: [tooDeep] };
  }
  if (depthOf(root) > deepest) return { root: undefined, problems: [tooDeep] };
  if (text.trim() === '') return { root: undefined, problems: [{ message: emptyFile, offset: 0, length: 0 }] };
  const problems = withoutEchoes(text, errors)
    .map((error) => ({ message: describe(error.name, text, error.offset, error.length), ...error }))
    .map(({ message, offset, length }) => ({ message, offset, length }));
  return { root, problems: [...problems, ...repeatedKeys(root)] };
}

/** A batch of images is 4 deep, within 4 of the file; beyond this a recursive reader would run out of stack. */
const deepest = 64;
const tooDeep: SyntaxProblem = { message: 'The file is nested too deeply.', offset: 0, length: 1 };
const emptyFile = 'The file is empty; a network needs "input", "loss" and "layers".';

interface NamedError {
  readonly name: ErrorName;
  readonly offset: number;
  readonly length: number;
}

/** A misplaced symbol makes the parser stumble again on what follows it; only the first of such a run is kept. */
function withoutEchoes(text: string, errors: readonly ParseError[]): NamedError[] {
  const kept: NamedError[] = [];
  let before: NamedError | undefined;
  for (const { error, offset, length } of errors) {
    const named: NamedError = { name: printParseErrorCode(error), offset, length };
    const adjoins = before !== undefined && text.slice(before.offset + before.length, offset).trim() === '';
    const valueOfBadKey = before?.name === 'PropertyNameExpected' && named.name === 'ValueExpected';
    const echo = named.name !== 'InvalidSymbol' && !named.name.startsWith('Close') && (adjoins || valueOfBadKey);
    if (!echo) kept.push(named);
    before = named;
  }
  return kept;
}

function describe(name: ErrorName, text: string, offset: number, length: number): string {
  const word = text.slice(offset, offset + length);
  switch (name) {
    case 'InvalidSymbol':
      return describeSymbol(word);
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return `"${word}" is no number in JSON: digits must stand on both sides of the point.`;
    case 'PropertyNameExpected':
      return 'A key in double quotes is missing here.';
    case 'ValueExpected':
      return 'A value is missing here.';
    case 'ColonExpected':
      return 'A colon is missing here.';
    case 'CommaExpected':
      return /[^\d.]0$/.test(text.slice(0, offset)) && /^\d/.test(word)
        ? 'No number in JSON starts with a 0 before other digits.'
        : 'A comma is missing before this.';
    case 'CloseBraceExpected':
      return 'An object is not closed: "}" is missing.';
    case 'CloseBracketExpected':
      return 'An array is not closed: "]" is missing.';
    case 'EndOfFileExpected':
      return 'Nothing may follow the end of the network.';
    case 'UnexpectedEndOfString':
      return 'A string is not closed: a double quote is missing.';
    case 'UnexpectedEndOfComment':
      return 'A comment is not closed: "*/" is missing.';
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return 'A string has an escape that JSON does not know; write a backslash as "\\\\".';
    case 'InvalidCharacter':
      return 'A string has a control character; write a tab as "\\t" and a line end as "\\n".';
    default:
      return 'This is not JSON.';
  }
}

function describeSymbol(word: string): string {
  if (/^[-+]?(nan|inf|infinity)$/i.test(word)) return `${word} is no number in JSON, and data must be finite.`;
  if (/^(true|false|none|null)$/i.test(word)) {
    return `${word} is written ${word.toLowerCase() === 'none' ? 'null' : word.toLowerCase()} in JSON.`;
  }
  if (/^[+.\d]/.test(word)) return `"${word}" is no number in JSON; a number starts with a digit or a minus.`;
  return `${word.startsWith("'") ? word : `"${word}"`} is not JSON; keys and strings stand in double quotes.`;
}

/** Of a key that stands twice, JSON would silently take the last. */
function repeatedKeys(root: Node | undefined): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const open = root ? [root] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    const children = node.children ?? [];
    if (node.type === 'object') {
      const seen = new Set<unknown>();
      for (const property of children) {
        const key = property.children?.[0];
        if (!key) continue;
        if (seen.has(key.value)) {
          const { offset, length } = key;
          problems.push({ message: `"${String(key.value)}" stands here a second time.`, offset, length });
        }
        seen.add(key.value);
      }
    }
    // Long arrays of numbers are leaves.
    for (const child of children) if (child.children) open.push(child);
  }
  return problems;
}

function depthOf(root: Node | undefined): number {
  let depth = 0;
  let level = root ? [root] : [];
  while (level.length > 0 && depth <= deepest) {
    level = level.flatMap((node) => node.children?.filter(({ children }) => children) ?? []);
    depth++;
  }
  // A property is a node of its own between an object and its value, so this counts objects twice: still far off.
  return depth;
}
