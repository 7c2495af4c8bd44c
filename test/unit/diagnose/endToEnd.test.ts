/** Layers of the user's own, wrong as people write them: what the run says of each. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnosis, LayerReport } from '../../../src/engine/summary';
import { reportOf, type OwnNet } from '../support/ownCode';

const notRotated = readFileSync('test/fixtures/own-layers/not-rotated.ts', 'utf8');
const example = readFileSync('examples/custom-layer/my-conv.ts', 'utf8').replace(
  /^import type .*$/m,
  'type Tensor = any;',
);

/** The text with one part of it replaced, which has to be there. */
function edited(text: string, ...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((now, [from, to]) => {
    expect(now).toContain(from);
    return now.replaceAll(from, to);
  }, text);
}

const conv = { name: 'conv', type: './mine.ts', out_channels: 3, kernel_size: [2, 3] };
const netOf = (code: string, layer: object = conv): OwnNet => ({
  files: { 'mine.ts': code },
  layers: [layer, { type: 'Tanh' }],
});
const first = ({ diagnoses }: LayerReport): Diagnosis => diagnoses![0]!;

describe('a kernel that is not rotated', () => {
  const report = reportOf(netOf(notRotated));

  it('is named in one sentence, for the layer and for the run', async () => {
    const { sentence, verdict, firstAtFault, layers } = await report;
    expect(sentence).toBe('dx of conv equals what you get when the kernel is not rotated by 180°.');
    expect([verdict, firstAtFault]).toEqual(['wrong', 0]);
    expect(first(layers[0]!)).toMatchObject({
      tensor: 'dx',
      sentence,
      short: 'kernel not rotated',
      mistakes: ['kernel-not-rotated'],
      against: 'Conv2d',
      patterns: [],
    });
    expect(layers[0]!.diagnoses).toHaveLength(1);
  });

  it('comes with the remedy, and with six mistakes of which one alone gives these numbers', async () => {
    const { remedy, evidence, tried } = first((await report).layers[0]!);
    expect(remedy?.formula).toContain('rot180(W_o,c)');
    expect(remedy?.edit?.right).toContain('K-1-p');
    expect(evidence).toHaveLength(6);
    expect(evidence[0]).toMatchObject({ title: 'kernel not rotated', equal: 120, entries: 120, matches: true });
    expect(evidence[0]!.maxDifference).toBeLessThan(1e-15);
    expect(evidence.slice(1).every(({ matches, maxDifference }) => !matches && maxDifference > 1e-3)).toBe(true);
    expect(tried).toBeGreaterThan(6);
  });

  it('says nothing of the layers that are right', async () => {
    const { layers } = await report;
    expect(layers.slice(1).map(({ verdict, diagnoses }) => [verdict, diagnoses])).toEqual([
      ['right', undefined],
      ['right', undefined],
    ]);
  });
});

describe('two mistakes at once', () => {
  it('are both named, with both remedies', async () => {
    const code = edited(notRotated, [
      'dx[i] += d * weight.data[turned]',
      'if (o === O - 1) dx[i] += d * weight.data[turned]',
    ]);
    const { layers } = await reportOf(netOf(code));
    const { sentence, mistakes, remedy, evidence } = first(layers[0]!);
    expect(sentence).toBe(
      'dx of conv equals what you get when the kernel is not rotated by 180°, ' +
        'and each filter overwrites what the ones before handed back.',
    );
    expect(mistakes).toEqual(['kernel-not-rotated', 'filters-not-summed-last']);
    expect(remedy?.edit?.yours.split('\n')).toHaveLength(2);
    expect(evidence[0]).toMatchObject({
      title: 'kernel not rotated + sum over filters missing: = for +=',
      matches: true,
    });
  });

  it('in two tensors are two diagnoses', async () => {
    const { layers } = await reportOf(netOf(edited(notRotated, ['db[o] += d', 'db[o] += d / (N * OH * OW)'])));
    expect(layers[0]!.diagnoses!.map(({ sentence }) => sentence)).toEqual([
      '∂C/∂b of conv is 32 times too small: it is averaged over batch and positions instead of summed.',
      'dx of conv equals what you get when the kernel is not rotated by 180°.',
    ]);
  });
});

describe('mistakes that give the same numbers on this geometry', () => {
  it('are said beside the one that is named', async () => {
    const { layers } = await reportOf(netOf(edited(example, ['db[o] += d', 'db[o] += d / N'])));
    const { sentence, patterns, evidence } = first(layers[0]!);
    expect(sentence).toMatch(/^∂C\/∂b of conv is 2 times too small: it is averaged over the batch/);
    expect(patterns).toEqual(['On these numbers the same: factor 2 missing.']);
    expect(evidence.filter(({ matches }) => matches)).toHaveLength(2);
  });
});

describe('where no known mistake matches', () => {
  it('says where the wrong entries are, and what they are', async () => {
    const code = edited(example, ['dw[at(o, c, p, q)] += d', 'dw[at(o, c, p, q)] += (o === 2 ? 1.3 : 1) * d']);
    const { sentence, layers } = await reportOf(netOf(code));
    expect(sentence).toBe(
      '∂C/∂W of conv is wrong in 12 of 36 entries, all in filter 2, each 1.3 times what is right; no known mistake matches.',
    );
    const { mistakes, remedy, patterns, short } = first(layers[0]!);
    expect([mistakes, remedy]).toEqual([[], undefined]);
    expect(short).toBe('all in filter 2, each 1.3 times what is right');
    expect(patterns).toEqual([
      'Every wrong entry is 1.3 times what is right.',
      'The wrong entries are all in filter 2.',
    ]);
  });

  it('does not take two mistakes that undo each other for an explanation', async () => {
    const code = `
      export const shape = (x) => x;
      export const forward = (x) => ({ shape: x.shape, data: x.data.map((v) => v * v) });
      export const backward = (d, { x }) => ({
        dx: d.data.map((v, k) => (Math.floor(k / 6) % 5 === 4 ? 0 : 2 * v * x.data[k])),
      });`;
    const { sentence, layers } = await reportOf(netOf(code, { name: 'square', type: './mine.ts' }));
    expect(sentence).toBe(
      'dx of square is wrong in 24 of 120 entries, all in the last row, where it is 0; no known mistake matches.',
    );
    expect(first(layers[0]!).against).toBe('numeric');
  });

  it('knows the rounding of float32', async () => {
    const code = edited(
      example,
      ['const dx = new Float64Array', 'const dx = new Float32Array'],
      ['return { dx,', 'return { dx: Float64Array.from(dx),'],
    );
    const { sentence, layers } = await reportOf(netOf(code));
    expect(sentence).toMatch(
      /^dx of conv is wrong in \d+ of 120 entries, by \de−8 of its largest entry at most, as float32 rounds;/,
    );
    expect(first(layers[0]!).patterns).toHaveLength(1);
  });
});

describe('a layer that claims to be none', () => {
  it('is compared with the numeric gradient', async () => {
    const code = `
      export const shape = (x) => x;
      export const forward = (x) => ({ shape: x.shape, data: x.data.map((v) => v ** 3) });
      export const backward = (d, { x }) => ({ dx: d.data.map((v, k) => -3 * v * x.data[k] ** 2) });`;
    const { sentence, layers } = await reportOf(netOf(code, { name: 'cube', type: './mine.ts' }));
    expect(sentence).toBe('dx of cube equals what you get when the sign is flipped.');
    expect(first(layers[0]!)).toMatchObject({ against: 'numeric', mistakes: ['sign-flipped'] });
  });
});

describe('a forward pass that is another than it claims', () => {
  const turned: readonly [string, string] = [
    'weight.data[((o * C + c) * K + p) * L + q]',
    'weight.data[((o * C + c) * K + (K - 1 - p)) * L + (L - 1 - q)]',
  ];
  const said =
    'The output of conv equals what you get when convolution and cross-correlation are taken for each other: ' +
    'the kernel is turned by 180°.';

  it('is named though its backward pass fits it', async () => {
    const code = edited(example, turned, ['at(o, c, p, q)]', 'at(o, c, K - 1 - p, L - 1 - q)]']);
    const { sentence, layers } = await reportOf(netOf(code));
    expect(sentence).toBe(said);
    expect(layers[0]!.tensors.every(({ failed }) => failed === 0)).toBe(true);
    expect(layers[0]!.diagnoses).toHaveLength(1);
    expect(first(layers[0]!)).toMatchObject({ tensor: 'output', target: { kind: 'output' } });
  });

  it('comes before gradients that belong to the claim', async () => {
    const { layers } = await reportOf(netOf(edited(example, turned)));
    expect(layers[0]!.diagnoses!.map(({ sentence }) => sentence)).toEqual([
      said,
      "∂C/∂W of conv is that of Conv2d, but not of the layer's own forward pass.",
      "dx of conv is that of Conv2d, but not of the layer's own forward pass.",
    ]);
  });

  it('is named where channels are flattened last', async () => {
    const code = `
      export const like = 'Flatten';
      const last = (n, c, h, w, C, H, W) => ((n * H + h) * W + w) * C + c;
      function each(shape, visit) {
        const [N, C, H, W] = shape;
        let flat = 0;
        for (let n = 0; n < N; n++) for (let c = 0; c < C; c++) for (let h = 0; h < H; h++) for (let w = 0; w < W; w++)
          visit(flat++, last(n, c, h, w, C, H, W));
      }
      export function forward(x) {
        const data = new Float64Array(x.data.length);
        each(x.shape, (flat, other) => (data[other] = x.data[flat]));
        return { shape: [x.shape[0], x.data.length / x.shape[0]], data };
      }
      export function backward(d, { x }) {
        const dx = new Float64Array(x.data.length);
        each(x.shape, (flat, other) => (dx[flat] = d.data[other]));
        return { dx };
      }`;
    const { sentence } = await reportOf(netOf(code, { name: 'flat', type: './mine.ts' }));
    expect(sentence).toBe(
      'The output of flat equals what you get when maps are flattened with their channels last, N×H×W×C, and not as N×C×H×W.',
    );
  });
});
