/** What can be seen of a wrong gradient that no known mistake gives. */
import { describe, expect, it } from 'vitest';
import { gradientOf, map } from '../../../src/engine/diagnose/bench';
import { benchOf } from '../../../src/engine/diagnose/benchOf';
import { ROUNDING } from '../../../src/engine/diagnose/closeness';
import { patternsIn } from '../../../src/engine/diagnose/patterns/index';
import type { Question } from '../../../src/engine/diagnose/question';
import { foundOf } from '../../../src/engine/diagnose/search';
import { diagnosisOf } from '../../../src/engine/diagnose/words';
import type { EntryTarget } from '../../../src/engine/layer';
import { ravel, sizeOf, unravel, type Tensor } from '../../../src/engine/tensor';
import { passOver } from '../../../src/engine/trace';
import { build } from '../engine/build';

const trace = passOver(
  build(
    [2, 3, 6, 8],
    [
      { type: 'Conv2d', name: 'conv', out_channels: 4, kernel_size: [2, 3] },
      { type: 'Softsign', name: 'bent' },
      { type: 'Flatten' },
      { type: 'Linear', name: 'fc', out_features: 5 },
    ],
  ).model,
);

const dx: EntryTarget = { kind: 'inputDelta', input: 0 };
const weight: EntryTarget = { kind: 'gradient', parameter: 'weight' };

type Change = (value: number, index: number[], right: Tensor) => number;

/** The right gradient of a layer with every entry changed by what the test says. */
function questionWith(change: Change, { layer = 0, target = dx, known }: Partial<Asked> = {}): Question {
  const bench = benchOf(trace, layer, target)!;
  const right = gradientOf(bench);
  const mine = map(right, (value, flat) => change(value, unravel(flat, right.shape), right));
  const largest = right.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const wrong = Uint8Array.from(mine.data, (value, flat) =>
    Math.abs(value - right.data[flat]!) <= 1e-9 * largest ? 0 : 1,
  );
  const tensor = target.kind === 'gradient' ? target.parameter : 'dx';
  const name = ['conv', 'bent', 'flatten', 'fc'][layer]!;
  return {
    ...{ layer: name, tensor, mine, right, wrong, against: bench.type, rounding: ROUNDING.float64, bench },
    known: known && Uint8Array.from({ length: right.data.length }, (_, flat) => (known(flat) ? 1 : 0)),
  };
}
interface Asked {
  readonly layer: number;
  readonly target: EntryTarget;
  readonly known: (flat: number) => boolean;
}

const lines = (question: Question): string[] => patternsIn(question).map(({ line }) => line);
const sentence = (question: Question): string =>
  diagnosisOf(question, foundOf([], undefined), patternsIn(question)).sentence;

/** Reads the right gradient at another place. */
const at = (right: Tensor, index: readonly number[]): number => right.data[ravel(index, right.shape)]!;
const uneven: Change = (value, index) => value * (1.5 + Math.sin(ravel(index, [9, 9, 9, 9])));

describe('where the wrong entries are', () => {
  it.each<[string, (index: number[]) => boolean, string]>([
    ['one sample', ([n]) => n === 1, 'all in sample 1'],
    ['one channel', ([, c]) => c === 2, 'all in channel 2'],
    ['the last row', ([, , row]) => row === 5, 'all in the last row'],
    ['the first column', ([, , , column]) => column === 0, 'all in the first column'],
    ['the last two columns', ([, , , column]) => column! >= 6, 'all in the last 2 columns'],
    ['every second row', ([, , row]) => row! % 2 === 1, 'all in every second row, from row 1 on'],
    ['every third column', ([, , , column]) => column! % 3 === 2, 'all in every third column, from column 2 on'],
    ['a row and a channel', ([, c, row]) => c === 0 && row === 5, 'all in channel 0, in the last row'],
    ['all channels but one', ([, c]) => c !== 0, 'all outside channel 0'],
    ['the border', ([, , row, column]) => row! % 5 === 0 || column! % 7 === 0, 'all within 1 cell of the border'],
    ['two columns apart', ([, , , column]) => column === 2 || column === 4, 'all in columns 2 and 4'],
  ])('%s', (_, isWrong, clause) => {
    const question = questionWith((value, index) => (isWrong(index) ? uneven(value, index, undefined!) : value));
    expect(sentence(question)).toContain(`entries, ${clause}; no known mistake matches.`);
  });

  it('by the names of a kernel’s axes', () => {
    const change: Change = (value, index, right) =>
      index[0] === 3 && index[3] === 2 ? uneven(value, index, right) : value;
    const question = questionWith(change, { target: weight });
    expect(sentence(question)).toBe(
      '∂C/∂W of conv is wrong in 6 of 72 entries, all in filter 3, in the last kernel column; no known mistake matches.',
    );
  });

  it('by the sign of what went in', () => {
    const input = trace.layers[1]!.inputs[0]!;
    const change: Change = (value, index, right) => (at(input, index) < 0 ? uneven(value, index, right) : value);
    expect(lines(questionWith(change, { layer: 1 }))).toEqual([
      'The wrong entries are all where the input is negative.',
    ]);
  });

  it('nothing where they are all over', () => {
    expect(lines(questionWith(uneven))).toEqual([]);
    expect(sentence(questionWith(uneven))).toBe('dx of conv is wrong in 288 of 288 entries; no known mistake matches.');
  });
});

describe('what they are', () => {
  it('one factor everywhere, and then no place', () => {
    const question = questionWith((value) => value * 0.37);
    expect(sentence(question)).toBe(
      'dx of conv is wrong in 288 of 288 entries, each 0.37 times what is right; no known mistake matches.',
    );
    expect(lines(question)).toEqual(['Every entry is 0.37 times what is right.']);
  });

  it('a factor for each filter', () => {
    const question = questionWith((value, [filter]) => value * [2, 0.5, 3, -1][filter!]!, { target: weight });
    expect(lines(question)).toEqual(['In each filter it is what is right times one number: 2, 0.5, 3, −1.']);
  });

  it('0, in the last row', () => {
    const question = questionWith((value, [, , row]) => (row === 5 ? 0 : value));
    expect(sentence(question)).toMatch(
      /^dx of conv is wrong in \d+ of 288 entries, all in the last row, where it is 0;/,
    );
  });

  it('NaN in one channel', () => {
    const question = questionWith((value, [, c]) => (c === 1 ? NaN : value));
    expect(sentence(question)).toMatch(/ entries, all in channel 1, all of them NaN; no known mistake matches\.$/);
  });

  it('too large by one number', () => {
    const question = questionWith((value) => value + 0.25);
    expect(lines(question)).toContain('Every entry is 0.25 too large.');
  });

  it('the sign, in one sample', () => {
    const question = questionWith((value, [n]) => (n === 0 ? -value : value));
    expect(lines(question)).toContain('Every wrong entry is what is right with its sign flipped.');
  });
});

describe('where the right numbers have gone', () => {
  it.each<[string, Change, string]>([
    ['rotated', (_, [n, c, r, k], right) => at(right, [n!, c!, 5 - r!, 7 - k!]), 'rotated by 180°'],
    ['reversed', (_, [n, c, r, k], right) => at(right, [n!, c!, r!, 7 - k!]), 'with columns reversed'],
    ['samples', (_, [n, c, r, k], right) => at(right, [1 - n!, c!, r!, k!]), 'with samples reversed'],
    [
      'channels last',
      (_, index, right) => {
        const [n, r, k, c] = unravel(ravel(index, right.shape), [2, 6, 8, 3]);
        return at(right, [n!, c!, r!, k!]);
      },
      'in the order sample, row, column, channel',
    ],
    ['moved', (_, [n, c, r, k], right) => (r === 0 ? 0 : at(right, [n!, c!, r! - 1, k!])), 'moved by 1 row to the end'],
    [
      'moved around',
      (_, [n, c, r, k], right) => at(right, [n!, c!, r!, (k! + 2) % 8]),
      'moved by 2 columns to the start, around the edge',
    ],
  ])('%s', (_, change, words) => {
    expect(lines(questionWith(change))).toEqual([`The right numbers stand there ${words}.`]);
  });

  it('a matrix transposed', () => {
    const change: Change = (_, index, right) => {
      const [rows, columns] = right.shape as [number, number];
      const [column, row] = unravel(ravel(index, right.shape), [columns, rows]);
      return at(right, [row!, column!]);
    };
    const question = questionWith(change, { layer: 3, target: weight });
    expect(sentence(question)).toMatch(/^∂C\/∂W of fc is wrong in .* entries, right but transposed; no known mistake/);
  });

  it('mixed, but all there', () => {
    const change: Change = (_, index, right) => right.data[(ravel(index, right.shape) * 5) % sizeOf(right.shape)]!;
    expect(lines(questionWith(change))).toEqual(['It holds the right numbers, all of them, in another order.']);
  });

  it('is not asked where only a sample of the entries is known', () => {
    const change: Change = (_, [n, c, r, k], right) => at(right, [n!, c!, 5 - r!, 7 - k!]);
    const seen = patternsIn(questionWith(change, { known: (flat) => flat % 3 === 0 }));
    expect(seen.filter(({ kind }) => kind === 'order')).toEqual([]);
  });
});
