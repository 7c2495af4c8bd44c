import { describe, expect, it } from 'vitest';
import type { Diagnosis, LocatedProblem } from '../../../src/engine/summary';
import { layerHover } from '../../../src/host/hoverText';
import { fileLenses, layerLenses } from '../../../src/host/lensText';
import { relativeError, value } from '../../../src/host/numbers';
import { startRun, type RunState } from '../../../src/host/runState';
import { layerVerdict, runVerdict, wrongSentence, wrongSentences } from '../../../src/host/verdictText';
import { dxReport, layer, layerReport, runReport, summary, tensorReport } from './samples';

const worst = {
  index: [2, 0, 1, 1],
  analytic: -0.0842147,
  numeric: 0.0311,
  error: 1.2,
  uncertainty: 3e-13,
  verdict: 'wrong',
} as const;
const analysis = {
  key: '',
  version: 1,
  network: summary,
  problems: [],
  codeProblems: [],
  runnable: true,
  files: [],
  docs: {},
};
const run = (given: Partial<RunState>): RunState => ({ ...startRun(1, 1, undefined, undefined), ...given });
const titles = (lenses: readonly { title: string }[]) => lenses.map(({ title }) => title);

describe('numbers', () => {
  it.each([
    [7.51e-10, '7.5e−10'],
    [3e-10, '3e−10'],
    [0, '0'],
    [Infinity, '∞'],
    [12, '1.2e1'],
  ])('as relative error: %f', (error, text) => expect(relativeError(error)).toBe(text));

  it.each([
    [0.08125, '0.08125'],
    [-3.217e-7, '−3.217e−7'],
    [-0, '0'],
    [123456, '1.235e5'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('as value: %f', (number, text) => expect(value(number)).toBe(text));
});

/** ∂C/∂W of conv2, named. */
const swapped: Diagnosis = {
  tensor: 'weight',
  target: { kind: 'gradient', parameter: 'weight' },
  sentence: '∂C/∂W of conv2 is rotated by 180°.',
  short: 'arguments of the correlation swapped',
  mistakes: ['swapped'],
  against: 'Conv2d',
  evidence: [],
  tried: 45,
  patterns: [],
  remedy: {
    formula: '∂C/∂W = x ⋆ δ',
    why: 'corr(δ, x) gives the same numbers in reverse.',
    edit: { yours: 'corr(delta, x)', right: 'corr(x, delta)' },
  },
};

describe('a verdict', () => {
  it('counts the parameters of a layer, or its inputs where it has none', () => {
    expect(layerVerdict(layerReport({}))).toBe('✓ 2,416 entries right');
    expect(layerVerdict(layerReport({ tensors: [dxReport({ kinks: 2 })] }))).toBe('✓ 2,350 entries right · 2 kinks');
    expect(layerVerdict(layerReport({ tensors: [dxReport({ checked: 1 })] }))).toBe('✓ 1 entry right');
  });

  it('names the tensor, the entry, and how many', () => {
    const wrong = layerReport({ verdict: 'wrong', tensors: [tensorReport({ failed: 150, worst })] });
    expect(layerVerdict(wrong)).toBe('✗ weight[2,0,1,1] = −0.08421, numeric 0.0311 · 150 of 2,400 wrong');
    expect(wrongSentence(wrong, wrong.tensors[0]!)).toBe(
      '∂C/∂weight of conv2 is wrong in 150 of 2,400 entries. ' +
        'The worst is weight[2,0,1,1]: −0.08421 by backpropagation, 0.0311 by differencing.',
    );
  });

  it('names the mistake, once it is known', () => {
    const wrong = layerReport({ verdict: 'wrong', tensors: [tensorReport({ failed: 150, worst })] });
    const diagnosis = swapped;
    const report = { ...wrong, diagnoses: [diagnosis] };
    expect(layerVerdict(report)).toBe('✗ weight wrong in 150 of 2,400 entries: arguments of the correlation swapped');
    expect(wrongSentences(report)).toEqual([diagnosis.sentence]);
    const run = runReport({ verdict: 'wrong', layers: [report], firstAtFault: report.layer });
    expect(runVerdict(run)).toBe('✗ conv2 is wrong: arguments of the correlation swapped');
    // Two random projections are no entries.
    const along = { ...report, tensors: [tensorReport({ checked: 0, failed: 2, projections: 2 })] };
    expect(layerVerdict(along)).toBe('✗ weight wrong: arguments of the correlation swapped');
  });

  it('names the forward pass once, and not again as a property', () => {
    const sentence = 'Forward of conv2 differs from Conv2d in 12 of 96 entries.';
    const parity = { property: 'parity', verdict: 'wrong', sentence } as const;
    const zero = { property: 'zero', verdict: 'wrong', sentence: 'δ = 0 gives 1.' } as const;
    const output = { ...swapped, tensor: 'output', target: { kind: 'output' as const }, sentence: 'It is turned.' };
    const report = layerReport({ verdict: 'wrong', properties: [parity, zero], diagnoses: [output] });
    expect(wrongSentences(report)).toEqual(['It is turned.', 'δ = 0 gives 1.']);
    expect(wrongSentences({ ...report, diagnoses: [] })).toEqual([sentence, 'δ = 0 gives 1.']);
  });

  it('is about a property where no entry is wrong', () => {
    const sentence = 'The result changes from one call to the next.';
    const broken = { property: 'determinism', verdict: 'wrong', sentence } as const;
    expect(layerVerdict(layerReport({ verdict: 'wrong', properties: [broken] }))).toBe(`✗ ${sentence}`);
  });

  it('may be unresolved', () => {
    const unresolved = layerReport({ verdict: 'unresolved', tensors: [tensorReport({ unresolved: 12 })] });
    expect(layerVerdict(unresolved)).toBe('? 12 entries unresolved');
  });

  it('of the file has the largest error', () => {
    const right = runReport({ worst: { layer: 0, tensor: 'weight', at: { ...worst, error: 7.51e-10 } } });
    expect(runVerdict(right)).toBe('✓ 61,706 right · max error 7.5e−10');
    const wrong = [
      layerReport({ layer: 1, name: 'b', verdict: 'wrong' }),
      layerReport({ name: 'a', verdict: 'wrong' }),
    ];
    expect(runVerdict(runReport({ verdict: 'wrong', layers: wrong, firstAtFault: 0 }))).toBe('✗ a and 1 more wrong');
  });
});

describe('lenses', () => {
  it('of the file follow the run', () => {
    expect(titles(fileLenses(analysis, undefined))).toEqual(['Check gradients', 'Open panel']);
    const running = run({ progress: { checked: 31204, total: 61706, failed: 0 } });
    expect(fileLenses(analysis, running)[0]).toEqual({ title: '▸ 31,204 of 61,706 · Cancel', does: 'cancel' });
    const done = run({ phase: 'done', report: runReport({}) });
    expect(titles(fileLenses(analysis, done))).toEqual(['✓ 61,706 right', 'Check gradients', 'Open panel']);
    const failed = run({ phase: 'failed', message: 'The engine crashed: out of memory' });
    expect(titles(fileLenses(analysis, failed))[0]).toBe('✗ The engine crashed: out of memory');
  });

  it('of a file with errors count them; a warning is none', () => {
    const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 };
    const found: LocatedProblem[] = [
      { message: 'a', severity: 'error', range },
      { message: 'b', severity: 'warning', range },
    ];
    expect(titles(fileLenses({ ...analysis, problems: found }, undefined))[0]).toBe('✗ 1 problem');
    expect(titles(fileLenses({ ...analysis, problems: found.slice(1) }, undefined))[0]).toBe('Check gradients');
  });

  it('of a layer: idle, waiting, checking, judged', () => {
    const idle = layer({});
    expect(titles(layerLenses(idle, true, undefined))).toEqual(['Check gradient', 'Explain']);
    expect(titles(layerLenses(idle, true, run({})))[0]).toBe('○ waiting');
    expect(titles(layerLenses(idle, true, run({ requested: [3] })))[0]).toBe('Check gradient');
    const checking = run({ checking: { layer: 0, tensor: 'weight', checked: 31204, total: 48120 } });
    expect(titles(layerLenses(idle, true, checking))).toEqual([
      '$(loading~spin) 31,204 of 48,120',
      'Cancel',
      'Explain',
    ]);
    const judged = run({ reports: new Map([[0, layerReport({})]]) });
    expect(titles(layerLenses(idle, true, judged))).toEqual(['✓ 2,416 entries right', 'Check gradient', 'Explain']);
  });

  it('of a layer that does not fit say why, without the arithmetic', () => {
    const message = '5×5 kernel on 4×4 input: ⌊(4 + 0 − 5)/1⌋ + 1 = 0.';
    const misfit = layer({ state: 'misfit', misfit: { kernel: [5, 5], input: [4, 4], message } });
    expect(titles(layerLenses(misfit, false, undefined))).toEqual(['✗ 5×5 kernel on 4×4 input', 'Show']);
    expect(titles(layerLenses(layer({ state: 'misfit' }), false, undefined))[0]).toBe('✗ conv2 does not fit');
    expect(layerLenses(layer({ state: 'notComputed' }), false, undefined)).toEqual([]);
  });
});

describe('the hover', () => {
  const hover = (given: Partial<Parameters<typeof layerHover>[0]> = {}) =>
    layerHover({ layer: layer({}), report: undefined, doc: undefined, panelLink: 'command:x', ...given });

  it('puts the numbers into the formulas', () => {
    const text = hover();
    expect(text).toContain('| output | `16×10×10` | `⌊(14 + 0 − 5)/1⌋ + 1 = 10` |');
    expect(text).toContain('| δ arrives | `16×10×10` | `leaves as 6×14×14 (10 + 5 − 1 = 14)` |');
    expect(text).toContain('| parameters | `2,416` | `= 16·6·5·5 + 16` |');
    expect(text).toContain('| multiply-adds | `480,000` |');
    expect(text).toContain('○ not checked · [Show in panel](command:x)');
  });

  it('says what is wrong, and where', () => {
    const report = layerReport({ verdict: 'wrong', tensors: [tensorReport({ failed: 150, worst })] });
    expect(hover({ report })).toContain('✗ wrong: relative error `1.2e0` at `weight[2,0,1,1]`');
  });

  it('says which mistake, and what to write', () => {
    const tensors = [tensorReport({ failed: 150, worst })];
    const text = hover({ report: layerReport({ verdict: 'wrong', tensors, diagnoses: [swapped] }) });
    expect(text).toContain('✗ ∂C/∂W of conv2 is rotated by 180°. · [Show in panel](command:x)');
    expect(text).toContain('corr(δ, x) gives the same numbers in reverse.');
    expect(text).toContain('Write `corr(x, delta)` in place of `corr(delta, x)`.');
    expect(text).toContain('```text\n∂C/∂W = x ⋆ δ\n```');
    const { remedy: _, ...unnamed } = {
      ...swapped,
      mistakes: [],
      patterns: ['The wrong entries are all in filter 3.'],
    };
    expect(hover({ report: layerReport({ verdict: 'wrong', tensors, diagnoses: [unnamed] }) })).toContain(
      'The wrong entries are all in filter 3.',
    );
  });

  it('shows text as text', () => {
    const doc = { doc: 'a*b_c <i> [x](y)', formula: { forward: 'y = |x|', backward: 'dx   dw' } };
    const text = hover({ doc, layer: layer({ signature: 'a|b`c' }) });
    expect(text).toContain('a\\*b\\_c \\<i\\> \\[x\\](y)');
    expect(text).toContain('y = |x|\ndx\ndw');
    expect(text).toContain("`a∣b'c`");
  });
});
