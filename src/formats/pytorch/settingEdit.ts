/** Writes a setting of the run into its comment: `# gradlens: input=(2, 1, 28, 28)`. */
import type { SourceRange } from '../../engine/summary';
import type { TextEdit } from '../definition';
import type { Positions } from '../textPosition';
import { settingComments, type SettingName } from './runSettings';

/** @param above the name of the class or function that the comment belongs above */
export function settingEdit(
  text: string,
  positions: Positions,
  above: SourceRange,
  name: SettingName,
  value: string,
): readonly TextEdit[] {
  const lines = text.split(/\r\n|\n|\r/);
  const named = /^\w+/.exec((lines[above.startLine] ?? '').slice(above.startColumn))?.[0];
  const comments = settingComments(text, []);
  const comment = comments.find((one) => one.above === named) ?? (comments.length === 1 ? comments[0] : undefined);
  const stated = comment?.settings[name];
  if (stated) return [{ range: positions(stated.from, stated.text.length), text: value }];
  if (comment) return [{ range: positions(comment.to, 0), text: ` ${name}=${value}` }];
  const line = firstDecorator(lines, above.startLine);
  const indent = /^\s*/.exec(lines[line] ?? '')?.[0] ?? '';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const range = { startLine: line, startColumn: 0, endLine: line, endColumn: 0 };
  return [{ range, text: `${indent}# gradlens: ${name}=${value}${end}` }];
}

function firstDecorator(lines: readonly string[], line: number): number {
  let first = line;
  while (first > 0 && /^\s*@/.test(lines[first - 1]!)) first--;
  return first;
}
