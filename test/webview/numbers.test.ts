import { describe, expect, test } from 'vitest';
import * as numbers from '../../webview/numbers';

const table = (format: (x: number) => string, rows: readonly (readonly [number, string])[]) =>
  test.each(rows)('%d → %s', (x, text) => expect(format(x)).toBe(text));

describe('value: 4 significant, plain from 10⁻⁴ to 10⁵', () =>
  table(numbers.value, [
    [0.08125, '0.08125'],
    [-3.217e-7, '−3.217e−7'],
    [0.4272, '0.4272'],
    [0.0001, '0.0001000'],
    [0.00009999, '9.999e−5'],
    [0.000099999, '0.0001000'],
    [1234.4, '1234'],
    [99999, '1.000e5'],
    [123456, '1.235e5'],
    [0, '0'],
    [-0, '0'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ]));

describe('relative error, error bar', () => {
  table(numbers.relativeError, [
    [7.5e-10, '7.5e−10'],
    [0.158, '1.6e−1'],
    [0, '0'],
    [1, '1.0e0'],
  ]);
  table(numbers.errorBar, [
    [2.6e-13, '± 3e−13'],
    [0, '± 0'],
  ]);
});

describe('opened entry: 12 significant, no digits beyond the error bar', () => {
  table(numbers.opened, [
    [-0.0842147532935, '−0.0842147532935'],
    [1, '1.00000000000'],
    [0, '0'],
  ]);
  test('with an error bar', () => {
    expect(numbers.opened(-0.0842147532935, 3e-7)).toBe('−0.0842148');
    expect(numbers.opened(1.5, 10)).toBe('2');
  });
  test('19 decimals', () => expect(numbers.nineteen(-0.1)).toBe('−0.1000000000000000056'));
});

describe('a column of a table', () => {
  test('has 6 decimals, and a space before positives where signs mix', () => {
    const format = numbers.column([-0.0125288, 0.5]);
    expect([format(-0.0125288), format(0.5), format(0)]).toEqual(['−0.012529', ' 0.500000', ' 0']);
    expect(numbers.column([0.25])(0.25)).toBe('0.250000');
  });
  test('turns to exponents when its largest entry is below 10⁻³', () => {
    expect(numbers.column([9e-4, -2e-9])(-2e-9)).toBe('−2.00000e−9');
    expect(numbers.column([1e-3])(2e-9)).toBe('2e−9');
  });
});

describe('range in a title', () => {
  test.each([
    [-0.084, 0.047, '−0.084 … 0.047'],
    [-0.02, 0.0157, '−0.020 … 0.016'],
    [-3.4, 5.2, '−3.4 … 5.2'],
    [0, 123, '0 … 123'],
    [-1.26e-6, 0, '−1.3e−6 … 0'],
  ])('%d … %d', (min, max, text) => expect(numbers.range(min, max)).toBe(text));
});

describe('cells: at most 5 characters, no leading zero', () => {
  test.each([
    [0.25, 0, [0.05, -0.25, 0.005, 0], ['.05', '−.25', '.005', '0']],
    [0.084, 0, [-0.084, 0.047], ['−.084', '.047']],
    [7.25, 0, [7.25, -0.5], ['7.25', '−.50']],
    [42, 0, [-42, 3.14159], ['−42.0', '3.14']],
    [6.5e-4, -4, [-6.5e-4], ['−6.50']],
    [0.5, 0, [0.5, 1e-9, -1e-9, 0], ['.50', '≈0', '≈0', '0']],
    [65000, 4, [65000], ['6.50']],
  ])('up to %d', (largest, exponent, values, texts) => {
    const { format, exponent: taken } = numbers.cells(largest);
    expect(taken).toBe(exponent);
    expect(values.map((value) => format(value))).toEqual(texts);
    for (const value of values) expect(format(value).length).toBeLessThanOrEqual(5);
  });

  test('small cells take a power of ten where two decimals would leave one digit', () => {
    const { format, exponent } = numbers.cells(0.036, 26);
    expect(exponent).toBe(-2);
    expect([0.036, -0.0128, 0.0005].map((value) => format(value, true))).toEqual(['3.6', '−1.3', '.05']);
    expect(numbers.cells(0.036, 36).exponent).toBe(0);
    expect(numbers.cells(0.36, 26).exponent).toBe(0);
  });

  test.each([
    [0.084, [-0.084, 0.047, 0.001], ['−.08', '.05', '≈0']],
    [7.25, [7.25, -0.5, -0.999], ['7.3', '−.50', '−1.0']],
    [42, [-42, 3.14159], ['−42', '3.1']],
    [6.5e-4, [-6.5e-4, 1e-5], ['−6.5', '.10']],
  ])('short up to %d, with at most 4 characters', (largest, values, texts) => {
    const { format } = numbers.cells(largest);
    expect(values.map((value) => format(value, true))).toEqual(texts);
    for (const value of values) expect(format(value, true).length).toBeLessThanOrEqual(4);
  });
});

describe('counts, shares, factors, powers, shapes', () => {
  table(numbers.count, [
    [61706, '61,706'],
    [999, '999'],
    [1234567, '1,234,567'],
  ]);
  table(numbers.share, [
    [0.0493, '4.9\u00a0%'],
    [1, '100.0\u00a0%'],
    [0.0001, '< 0.1\u00a0%'],
    [0, '0\u00a0%'],
  ]);
  table(numbers.fold, [
    [14.7, '15-fold'],
    [1.26, '1.3-fold'],
    [9.97, '10-fold'],
    [104321, '100,000-fold'],
  ]);
  table(numbers.power, [
    [-7, '10⁻⁷'],
    [0, '1'],
    [1, '10'],
    [12, '10¹²'],
  ]);
  table(numbers.duration, [
    [420, '0.4 s'],
    [11600, '12 s'],
    [150000, '3 min'],
  ]);
  test('shape without its batch', () => {
    expect(numbers.shape([1, 16, 10, 10])).toBe('16×10×10');
    expect(numbers.shape([4])).toBe('1');
  });
  test('copies keep every bit, with an ASCII minus', () => {
    expect(numbers.full(-0.1 - 0.2)).toBe('-0.30000000000000004');
    expect(Number(numbers.full(Math.PI))).toBe(Math.PI);
  });
});
