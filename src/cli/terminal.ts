/** Text for a terminal: colours where they are wanted, and tables. */

export type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

const codes: { readonly [S in Style]: readonly [on: number, off: number] } = {
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
};

export type Paint = (style: Style, text: string) => string;

/** Colours on a terminal only, and never with NO_COLOR set (https://no-color.org). */
export function painterFor(stream: { readonly isTTY?: boolean }, environment = process.env): Paint {
  const wanted = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  return (style, text) => (wanted ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text);
}

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** Columns as wide as their widest cell; nothing trails a line. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], paint: Paint): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[at]?.text ?? ''))),
  );
  const line = (cells: readonly Cell[]): string =>
    cells
      .map(({ text, style }, at) => {
        const gap = ' '.repeat(Math.max(0, widths[at]! - widthOf(text)));
        const shown = style ? paint(style, text) : text;
        if (columns[at]?.align === 'right') return gap + shown;
        return at === cells.length - 1 ? shown : shown + gap;
      })
      .join('  ')
      .trimEnd();
  const head = line(columns.map(({ title }) => ({ text: title, style: 'dim' })));
  return [head, ...rows.map(line)].join('\n');
}

/** Every character that is written here takes one column; combining marks do not occur. */
const widthOf = (text: string): number => [...text].length;
