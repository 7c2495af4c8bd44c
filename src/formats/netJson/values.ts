/** Small readers that the sections of a `*.net.json` file share. */
import { hint, problem, type Path, type Problem } from '../../engine/problem';

export type JsonObject = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

/** Reports keys that are not known. */
export function checkKeys(
  value: JsonObject,
  known: readonly string[],
  at: Path,
  what: string,
  problems: Problem[],
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    problems.push(problem([...at, key], `${what} has no key "${key}".${hint(key, known)}`, { onKey: true }));
  }
}

/** Seeds are those of the Mersenne Twister: 32 bits. */
export function readSeed(value: unknown, at: Path, problems: Problem[]): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  problems.push(problem(at, `"seed" must be an integer from 0 to 4294967295, but is ${show(value)}.`));
  return undefined;
}
