/** Python files as they look while somebody edits them, or worse: seeded mutations of real ones. */
import type { Rng } from '../../../src/engine/rng';

type Mutation = (text: string, rng: Rng) => string;

const below = (rng: Rng, count: number): number => Math.floor(rng.uniform() * count);
const pick = <T>(rng: Rng, all: readonly T[]): T => all[below(rng, all.length)]!;

const onLines =
  (change: (lines: string[], at: number, rng: Rng) => void): Mutation =>
  (text, rng) => {
    const lines = text.split('\n');
    change(lines, below(rng, lines.length), rng);
    return lines.join('\n');
  };

const onTokens =
  (change: (tokens: string[], at: number, rng: Rng) => void): Mutation =>
  (text, rng) => {
    const tokens = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
    change(tokens, below(rng, tokens.length), rng);
    return tokens.join('');
  };

const words = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  '*',
  '**',
  '=',
  'self',
  'x',
  'None',
  'for',
  'in',
  'lambda',
  '"',
  "'",
  '"""',
  '#',
  '\\',
  '\t',
  '\0',
  '\u{1f600}',
  '1e999',
  '10**9',
  '-1',
  '0',
  '//',
  '@',
  'while True:',
  'return',
  'yield',
  'f"{',
];

const swap = (all: string[], at: number, rng: Rng): void => {
  const other = below(rng, all.length);
  [all[at], all[other]] = [all[other] ?? '', all[at] ?? ''];
};

const mutations: readonly Mutation[] = [
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, lines[at] ?? '')),
  onLines(swap),
  onLines((lines, at, rng) => (lines[at] = ' '.repeat(below(rng, 9)) + (lines[at] ?? ''))),
  onTokens((tokens, at) => tokens.splice(at, 1)),
  onTokens((tokens, at) => tokens.splice(at, 0, tokens[at] ?? '')),
  onTokens(swap),
  onTokens((tokens, at, rng) => tokens.splice(at, 1, pick(rng, words))),
  onTokens((tokens, at, rng) => tokens.splice(at, 0, pick(rng, words))),
  (text, rng) => text.slice(0, below(rng, text.length)),
];

/** One to four of them, one after the other. */
export function mutated(text: string, rng: Rng): string {
  let made = text;
  for (let count = 1 + below(rng, 4); count > 0; count--) made = pick(rng, mutations)(made, rng);
  return made;
}
