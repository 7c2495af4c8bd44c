/** Numbers as text, a row a line: a table of comma, semicolon, tab or space separated values. */
import { strFromU8 } from 'fflate';
import type { Tensor } from '../../engine/tensor';
import { mostEntries, TensorFileError } from './tensorError';

/** Rows × columns. A first line that holds words is a heading. Throws a TensorFileError. */
export function readCsv(bytes: Uint8Array): Tensor {
  const lines = strFromU8(bytes)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((text, at) => ({ text: text.trim(), line: at + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  const separator = separatorOf(lines[0]?.text ?? '');
  const rows = lines.map(({ text, line }) => ({ line, cells: text.split(separator).map((cell) => cell.trim()) }));
  if (rows[0]?.cells.some((cell) => Number.isNaN(numberOf(cell)) && !/^nan$/i.test(cell))) rows.shift();
  const columns = rows[0]?.cells.length ?? 0;
  if (columns === 0) throw new TensorFileError('there are no numbers in it.');
  if (rows.length * columns > mostEntries) throw new TensorFileError('it is too large.');
  const data = new Float64Array(rows.length * columns);
  for (const [row, { line, cells }] of rows.entries()) {
    if (cells.length !== columns) {
      throw new TensorFileError(`line ${line} has ${cells.length} values, but the first row has ${columns}.`);
    }
    for (const [column, cell] of cells.entries()) {
      const value = numberOf(cell);
      if (Number.isNaN(value) && !/^nan$/i.test(cell)) {
        throw new TensorFileError(`line ${line}, value ${column + 1}: "${cell.slice(0, 20)}" is no number.`);
      }
      data[row * columns + column] = value;
    }
  }
  return { shape: [rows.length, columns], data };
}

const separatorOf = (line: string): RegExp =>
  line.includes(';') ? /;/ : line.includes(',') ? /,/ : line.includes('\t') ? /\t/ : / +/;

/** An empty cell is no number. */
const numberOf = (cell: string): number => {
  const bare = cell.replace(/^"(.*)"$/, '$1');
  return bare === '' ? NaN : Number(bare.replace(/^([+-]?)inf(inity)?$/i, '$1Infinity'));
};
