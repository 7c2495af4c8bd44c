import { describe, expect, it } from 'vitest';
import { extensionOf, fileName, folderOf, resolvePath } from '../../../src/formats/filePath';
import { positionsIn } from '../../../src/formats/textPosition';
import { applyEdits } from '../../../src/report/applyEdits';

describe('lines and columns', () => {
  const text = 'a\r\nbç\n\n😀d\rlast';
  const positions = positionsIn(text);

  it.each([
    ['a', 0, 0],
    ['bç', 1, 0],
    ['ç', 1, 1],
    // Columns are UTF-16 units, as in VS Code.
    ['d', 3, 2],
    ['last', 4, 0],
  ])('of %s', (piece, line, column) => {
    const range = positions(text.indexOf(piece), piece.length);
    expect(range).toEqual({ startLine: line, startColumn: column, endLine: line, endColumn: column + piece.length });
  });

  it('of a range over several lines, and beyond the end', () => {
    expect(positions(0, 4)).toEqual({ startLine: 0, startColumn: 0, endLine: 1, endColumn: 1 });
    expect(positions(1000, 5)).toEqual({ startLine: 4, startColumn: 4, endLine: 4, endColumn: 4 });
  });

  it('lead back to the text', () => {
    for (let from = 0; from < text.length; from++) {
      const edits = [{ range: positions(from, 2), text: 'XY' }];
      // A range may not begin or end within \r\n: an editor has no such place.
      if (text[from - 1] === '\r' || text.slice(from, from + 3).endsWith('\r\n')) continue;
      expect(applyEdits(text, edits)).toBe(text.slice(0, from) + 'XY' + text.slice(from + 2));
    }
  });
});

describe('paths', () => {
  it.each([
    ['/a/b', 'c.npy', '/a/b/c.npy'],
    ['/a/b', './c/../d.npy', '/a/b/d.npy'],
    ['/a/b', '../../../d.npy', '/d.npy'],
    ['/a/b', '/c.npy', '/c.npy'],
    ['C:/a', 'b\\c.npy', 'C:/a/b/c.npy'],
    ['C:/a', 'D:\\c.npy', 'D:/c.npy'],
  ])('in %s, %s is %s', (folder, path, resolved) => expect(resolvePath(folder, path)).toBe(resolved));

  it('fall apart', () => {
    expect([folderOf('/a/b.c'), folderOf('/b'), folderOf('b')]).toEqual(['/a', '/', '.']);
    expect([fileName('/a.b/c.tar.GZ'), extensionOf('/a.b/c.tar.GZ'), extensionOf('/a.b/c')]).toEqual([
      'c.tar.GZ',
      'gz',
      '',
    ]);
  });
});
