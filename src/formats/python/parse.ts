/** Reads Python. Never throws: what cannot be read is a problem at its place, and the rest goes on. */
import { parser } from '@lezer/python';
import type { PythonFile } from './ast';
import { childrenOf } from './expressions';
import { prepare } from './prepare';
import { blockOf, type Reading } from './statements';

export function parsePython(source: string): PythonFile {
  const prepared = prepare(source);
  const file: Reading = { text: source, problems: [...prepared.problems], removed: prepared.removed };
  const tree = parser.parse(prepared.text);
  const body = blockOf(childrenOf(tree.topNode), file);
  const problems = [...file.problems].sort((a, b) => a.from - b.from);
  return { body, problems };
}
