/** The smallest change of the text that applies a suggestion; comments and layout stay. */
import { modify } from 'jsonc-parser';
import type { Suggestion } from '../../engine/summary';
import type { TextEdit } from '../definition';
import type { Positions } from '../textPosition';

export function editFor({ layer, option, value }: Suggestion, text: string, positions: Positions): readonly TextEdit[] {
  const edits = modify(text, ['layers', layer, option], value, { formattingOptions: layoutOf(text) });
  return edits.map(({ offset, length, content }) => ({ range: positions(offset, length), text: content }));
}

/** Indentation and line ends as the file has them. */
function layoutOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
