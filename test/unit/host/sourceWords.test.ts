/** What is said of a network that is written as code. */
import { describe, expect, it } from 'vitest';
import type { OfferedModel } from '../../../src/formats/definition';
import type { LayerSummary, NetworkSummary, Site } from '../../../src/engine/summary';
import { readShape } from '../../../src/host/inputShapeText';
import { startRun, type RunState } from '../../../src/host/runState';
import { layersText, outputText, verdictOfSeveral } from '../../../src/host/severalLayers';
import { inputFooter, modelHover, severalHover } from '../../../src/host/sourceHoverText';
import { sourceLenses } from '../../../src/host/sourceLens';
import type { Analysis } from '../../../src/worker/protocol';
import { layer, layerReport, runReport, summary, tensorReport } from './samples';

const at = (startLine: number, startColumn = 8, endColumn = 30) => ({
  startLine,
  startColumn,
  endLine: startLine,
  endColumn,
});
const named = (index: number, name: string, given: Partial<LayerSummary> = {}) => layer({ index, name, ...given });
const layers = [
  named(0, 'stem'),
  named(1, 'blocks.0.conv'),
  named(2, 'relu', { type: 'ReLU', parameterCount: 0, parameters: [] }),
  named(3, 'blocks.1.conv', { output: [2, 16, 5, 5] }),
  named(4, 'fc'),
];
const sites: Site[] = [
  { range: at(5), role: 'definition', own: true, layers: [1, 3] },
  { range: at(8), role: 'call', own: true, layers: [2] },
  { range: at(12), role: 'definition', own: true, layers: [0] },
  { range: at(13), role: 'definition', own: false, layers: [1, 3] },
  { range: at(14, 8, 20), role: 'definition', own: true, layers: [4] },
];
const network: NetworkSummary = {
  ...summary,
  name: 'Net',
  input: { shape: [2, 1, 28, 28], label: 'random', image: false, origin: 'from MNIST in line 8' },
  layers,
  sites,
  parameterCount: 9664,
};
const model = (given: Partial<OfferedModel>): OfferedModel => ({
  expression: 'Net()',
  kind: 'class',
  range: at(10, 6, 9),
  chosen: true,
  needs: [],
  isPart: false,
  mayBeMeant: true,
  instances: [],
  ...given,
});
const block = model({
  expression: 'Block()',
  range: at(3, 6, 11),
  chosen: false,
  needs: ['planes'],
  isPart: true,
  mayBeMeant: false,
  instances: ['blocks.0', 'blocks.1'],
});
const analysis: Analysis = {
  key: '',
  version: 1,
  network,
  problems: [],
  codeProblems: [],
  runnable: true,
  models: [block, model({})],
  files: [],
  docs: {},
};
const run = (given: Partial<RunState>): RunState => ({ ...startRun(1, 1, undefined, undefined), ...given });
const lenses = (given: Partial<Analysis>, state?: RunState, stated = false): string[] =>
  sourceLenses({ ...analysis, ...given }, state, stated).map(({ line, title }) => `${line + 1}: ${title}`);
const problem = { message: 'x', severity: 'error', range: at(9) } as const;

describe('lenses of source', () => {
  it('stand above models and above the lines that make layers', () => {
    expect(lenses({})).toEqual([
      '11: Check gradients · 9,664 parameters',
      '11: input 2×1×28×28 from MNIST in line 8 (change)',
      '11: Open panel',
      '4: ×2 in Net · blocks.0, blocks.1',
      '6: Check gradients ×2 · blocks.0.conv, blocks.1.conv',
      '13: Check gradient',
      '13: Explain',
      '14: Check gradients ×2 · blocks',
      '15: Check gradient',
      '15: Explain',
    ]);
    expect(lenses({}, undefined, true)[1]).toBe('11: input 2×1×28×28 as set here (change)');
  });

  it('carry verdicts', () => {
    const wrong = layerReport({
      layer: 3,
      name: 'blocks.1.conv',
      verdict: 'wrong',
      tensors: [tensorReport({ failed: 3 })],
    });
    const reports = new Map([
      [0, layerReport({ layer: 0, name: 'stem' })],
      [1, layerReport({ layer: 1, name: 'blocks.0.conv' })],
    ]);
    const done = run({ phase: 'done', report: runReport({}), reports });
    expect(lenses({}, done)).toContain('11: ✓ 61,706 right');
    expect(lenses({}, done)).toContain('13: ✓ 2,416 entries right');
    expect(lenses({}, done)).toContain('6: ✓ 1 of 2 layers right');
    expect(lenses({}, run({ reports: new Map(reports).set(3, wrong) }))).toContain(
      '6: ✗ blocks.1.conv: weight · 3 of 2,400 wrong',
    );
  });

  it('ask for a shape where none was found, and for arguments where they are missing', () => {
    const asked = { ...problem, asks: 'inputShape' } as const;
    expect(lenses({ network: undefined, problems: [asked] })).toContain('11: Set input shape…');
    expect(lenses({ problems: [{ ...asked, severity: 'warning' }] })[1]).toBe('11: Set input shape…');
    const alone = { ...block, instances: [] };
    expect(lenses({ network: undefined, models: [alone], problems: [{ ...problem, asks: 'model' }] })).toEqual([
      '4: Choose arguments…',
    ]);
    expect(sourceLenses({ ...analysis, network: undefined, models: [alone] }, undefined, false)[0]?.given).toBe(
      'Block(planes=…)',
    );
  });

  it('offer other models, and say which is chosen', () => {
    const small = model({ expression: 'small()', kind: 'function', range: at(30), chosen: false });
    const found = lenses({ models: [block, model({}), small] });
    expect(found.slice(0, 4)).toContain('11: Net() (choose…)');
    expect(found).toContain('31: Check gradients');
    const other = sourceLenses({ ...analysis, models: [small] }, undefined, false).find(({ line }) => line === 30);
    expect(other).toMatchObject({ title: 'Check gradients', does: 'checkModel', given: 'small()' });
    const byFunction = [
      model({ needs: ['classes'], mayBeMeant: false }),
      { ...small, chosen: true },
      model({ expression: 'large()', kind: 'function', chosen: false }),
    ];
    expect(lenses({ models: byFunction })).toContain('11: small() (choose…)');
  });

  it('say what does not fit, where it is called if it has no line of its own', () => {
    const misfit = {
      state: 'misfit',
      range: at(8),
      misfit: { kernel: [2], input: [1], message: '2×2 on 1×1: …' },
    } as const;
    const broken = layers.map((one) => (one.index === 2 ? { ...one, ...misfit } : one));
    const found = lenses({ network: { ...network, layers: broken }, problems: [problem] });
    expect(found[0]).toBe('11: ✗ 1 problem');
    expect(found).toContain('9: ✗ 2×2 on 1×1');
    expect(found.filter((title) => title.includes('Check gradient'))).toEqual([]);
  });
});

describe('several layers', () => {
  it('are named by their ends, or by their block', () => {
    expect(layersText([{ name: 'a.0' }, { name: 'a.1' }])).toBe('a.0, a.1');
    expect(layersText([{ name: 'a.0' }, { name: 'a.1' }, { name: 'a.2' }])).toBe('a.0 … a.2');
    expect(layersText([{ name: 'a.b.0' }, { name: 'relu' }, { name: 'a.b.1' }], true)).toBe('a.b');
    expect(layersText([{ name: 'a.0' }, { name: 'b.1' }], true)).toBe('a.0, b.1');
  });

  it('give out what the last gives, one after another; else all that they give', () => {
    expect(outputText([layers[0]!, layers[1]!])).toBe('16×10×10');
    expect(outputText([layers[2]!, layers[3]!])).toBe('16×5×5');
    expect(outputText([layers[1]!, layers[3]!])).toBe('16×10×10 … 16×5×5');
    expect(outputText([named(0, 'x', { output: undefined, outputHint: '?' })])).toBeUndefined();
  });

  it('are right when all are', () => {
    const reports = new Map([1, 3].map((index) => [index, layerReport({ layer: index })]));
    expect(verdictOfSeveral([layers[1]!, layers[3]!], run({ reports }))?.title).toBe('✓ 2 layers right');
    expect(verdictOfSeveral([layers[1]!], run({}))).toBeUndefined();
    const checking = { layer: 3, tensor: 'weight', checked: 3, total: 9 };
    expect(verdictOfSeveral([layers[1]!, layers[3]!], run({ checking }))?.title).toBe(
      '$(loading~spin) blocks.1.conv · 0 of 2',
    );
  });
});

describe('hovers in source', () => {
  const footer = inputFooter(network, false, 'command:x');

  it('say where the input comes from', () => {
    expect(footer).toBe('Input of Net: `2×1×28×28` from MNIST in line 8 · [Change](command:x)');
    expect(modelHover(network, footer)).toContain('**Net** 5 layers · 9,664 parameters');
  });

  it('list the layers of a place', () => {
    const text = severalHover(sites[0]!, [layers[1]!, layers[3]!], network, undefined, footer);
    expect(text).toContain('**blocks.0.conv, blocks.1.conv** ×2 · 4,832 parameters');
    expect(text).toContain('| blocks.1.conv | `Conv2d(6, 16, kernel_size=5)` | `6×14×14` | `16×5×5` |');
    const call: Site = { range: at(20), role: 'call', own: false, layers: [1, 2, 3] };
    expect(severalHover(call, layers.slice(1, 4), network, undefined, footer)).toContain(
      '**blocks** ×3 · `6×14×14` → `16×5×5` · ',
    );
    const many = Array.from({ length: 15 }, (_, index) => named(index, `a.${index}`));
    expect(severalHover({ ...call, layers: [] }, many, network, undefined, footer)).toContain('and 3 more');
  });
});

describe('shapes of Keras', () => {
  it('are shown in its own order of axes', () => {
    const last = (shape: number[]) => ({ shape, axes: [0, 2, 3, 1] });
    const conv = named(0, 'conv', { layout: last([2, 10, 9, 16]), output: [2, 16, 10, 9] });
    const input = { ...network.input, shape: [2, 1, 28, 26], layout: last([2, 28, 26, 1]) };
    const keras = { ...network, input, layers: [conv] };
    expect(outputText([conv])).toBe('10×9×16');
    expect(lenses({ network: keras })[1]).toBe('11: input 2×28×26×1 from MNIST in line 8 (change)');
    const text = severalHover(sites[0]!, [conv, conv], keras, undefined, inputFooter(keras, false, 'command:x'));
    expect(text).toContain('| `28×26×1` | `10×9×16` |');
    expect(text).toContain('Input of Net: `2×28×26×1`');
    const dense = named(1, 'dense', { inputs: [0], inputShapes: [[2, 16, 10, 9]] });
    const after = severalHover(sites[0]!, [conv, dense], { ...keras, layers: [conv, dense] }, undefined, '');
    expect(after).toContain('| dense | `Conv2d(6, 16, kernel_size=5)` | `10×9×16` |');
  });
});

describe('a shape', () => {
  it.each([
    ['2, 1, 28, 28', [2, 1, 28, 28]],
    ['(2,1,28,28)', [2, 1, 28, 28]],
    ['2x1×28 28', [2, 1, 28, 28]],
    ['1,7', [1, 7]],
  ])('is read from %s', (text, shape) => expect(readShape(text)).toEqual(shape));

  it.each([
    ['', /^A shape with the batch/],
    ['2, 0, 3', /^"0" is no size/],
    ['2, a', /^"a" is no size/],
    ['5', /^The batch comes first/],
    ['99999, 99999', /^An input of 99999×99999 is too large/],
  ])('is refused: %s', (text, why) => expect(readShape(text)).toMatch(why));
});
