import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/engine/run';
import { applyEdits } from '../../../src/report/applyEdits';
import { listProblems, netsIn, readNet, readText } from './nets';

const broken = netsIn('test/fixtures/nets/broken');

describe('a file that is wrong', () => {
  // What is expected stands beside each file. To record it anew: RECORD_PROBLEMS=1 npx vitest run netJson
  it.each(broken)('%s: every problem at its place, in source order', async (path) => {
    const problems = listProblems(await readNet(path));
    const record = path.replace(/\.net\.json$/, '.problems.txt');
    if (process.env.RECORD_PROBLEMS) writeFileSync(record, `${problems.join('\n')}\n`);
    expect(problems).toEqual(readFileSync(record, 'utf8').trimEnd().split('\n'));
    expect(problems.length).toBeGreaterThan(0);
  });

  it('tells nineteen problems in one pass', async () => {
    const problems = listProblems(await readNet('test/fixtures/nets/broken/many.net.json'));
    expect(new Set(problems.map((line) => line.split(': ')[1])).size).toBeGreaterThanOrEqual(12);
    expect(problems).toHaveLength(19);
  });

  it('never throws, whatever is cut out of it or put into it', async () => {
    const texts = [...broken, ...netsIn('test/fixtures/nets/good')].map((path) => readFileSync(path, 'utf8'));
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      'null',
      '1e999',
      '-1',
      '\\',
      '//',
      '/*',
      '0',
      '\n',
    );
    const changed = fc.record({
      text: fc.constantFrom(...texts),
      from: fc.nat(400),
      length: fc.nat(12),
      piece: pieces,
    });
    await fc.assert(
      fc.asyncProperty(changed, async ({ text, from, length, piece }) => {
        const mutant = text.slice(0, from) + piece + text.slice(from + length);
        const { problems } = await readText(mutant, 'test/fixtures/nets/good/mutant.net.json');
        const lines = mutant.split('\n');
        for (const { range, message } of problems) {
          expect(message).toMatch(/[.?]$/);
          expect(range.endLine).toBeLessThan(lines.length);
          expect(range.endColumn).toBeLessThanOrEqual(lines[range.endLine]!.length);
        }
      }),
      { numRuns: 400, seed: 3 },
    );
  });

  it.each(['['.repeat(100_000), '{"layers":'.repeat(100_000), `{"target": ${'['.repeat(5000)}${']'.repeat(5000)}}`])(
    'nested too deeply: %.20s',
    async (text) => {
      expect(listProblems(await readText(text, 'deep.net.json'))).toEqual([
        '1:1–1:2 error: The file is nested too deeply.',
      ]);
    },
  );

  it('of a name that is no network', async () => {
    const definition = await readText('{}', 'net.yaml');
    expect(listProblems(definition)).toEqual([
      "1:1–1:1 error: net.yaml is not a network definition; these are read: *.net.json, PyTorch and Keras source (*.py), Keras's and TensorFlow.js's model.json, and Keras's .keras and .h5.",
    ]);
  });
});

describe('a file that is right', () => {
  it.each(netsIn('test/fixtures/nets/good'))('%s: runs and is right', async (path) => {
    const { problems, model, summary } = await readNet(path);
    expect(problems).toEqual([]);
    const control = { cancelled: () => false, pause: async () => undefined };
    for await (const event of run(model!, summary!, {}, control)) {
      if (event.type === 'runDone') expect(event.report.verdict).toBe('right');
      expect(event.type).not.toBe('runFailed');
    }
  });

  it('takes data from where it says', async () => {
    const { model, summary } = await readNet('test/fixtures/nets/good/files.net.json');
    expect(model!.input.shape).toEqual([2, 2, 6, 5]);
    expect(summary!.input).toMatchObject({ label: 'input.npy', image: false });
    expect(model!.parameters[0]!.weight!.shape).toEqual([3, 2, 3, 2]);
    // The first numbers of numpy.random.default_rng(0).standard_normal
    expect(model!.parameters[0]!.weight!.data[0]).toBeCloseTo(0.12573022, 8);
    expect(model!.network.loss!.options.reduction).toBe('sum');
    expect([...model!.target!.data]).toEqual([2, 0]);
  });

  it('picks input and target by name from one file', async () => {
    const { model, summary } = await readNet('test/fixtures/nets/good/pair.net.json');
    expect(model!.input.shape).toEqual([2, 2, 6, 5]);
    expect([...model!.target!.data]).toEqual([2, 0]);
    expect(summary!.target).toBe('pair.npz');
  });

  it('reads a picture as grey, one sample, 0 … 1', async () => {
    const { model, summary } = await readNet('test/fixtures/nets/good/image.net.json');
    expect(model!.input.shape).toEqual([1, 1, 6, 5]);
    expect(model!.input.data[29]).toBe((29 * 8) / 255);
    expect(summary!.input).toEqual({ shape: [1, 1, 6, 5], label: 'digit.png', image: true, files: ['digit.png'] });
  });

  it('says when a target is assumed', async () => {
    const { summary, model } = await readNet('test/fixtures/nets/good/image.net.json');
    expect(summary!.target).toMatch(/^target assumed: /);
    expect(model!.target!.shape).toEqual([1]);
  });

  it('takes the name of the file where it has none', async () => {
    expect((await readNet('test/fixtures/nets/good/image.net.json')).network!.name).toBe('image');
    expect((await readNet('test/fixtures/nets/good/inline.net.json')).network!.name).toBe('by hand');
  });

  it('gives every layer and the loss their place', async () => {
    const { summary } = await readNet('test/fixtures/nets/good/inline.net.json');
    expect(summary!.layers.map(({ range }) => range!.startLine)).toEqual([6, 7]);
    expect(summary!.layers[1]!.range).toEqual({ startLine: 7, startColumn: 4, endLine: 7, endColumn: 110 });
    expect(summary!.loss.range!.startLine).toBe(4);
  });
});

describe('a file that is right up to a layer', () => {
  it('keeps the layers before it, with their numbers', async () => {
    const { network, model, summary } = await readNet('test/fixtures/nets/broken/misfit.net.json');
    expect(network!.layers).toHaveLength(6);
    expect(model!.network.layers).toHaveLength(3);
    expect(model!.parameters).toHaveLength(3);
    expect(model!.target).toBeUndefined();
    expect(summary!.layers.map(({ state }) => state)).toEqual([
      'fits',
      'fits',
      'fits',
      'misfit',
      'notComputed',
      'notComputed',
    ]);
  });

  it('has no model without the weights it names', async () => {
    const { model, summary } = await readNet('test/fixtures/nets/broken/weightsMissing.net.json');
    expect(model).toBeUndefined();
    expect(summary!.layers).toHaveLength(2);
  });
});

describe('settings from outside', () => {
  const path = 'test/fixtures/nets/good/files.net.json';

  it('beat those of the file', async () => {
    const { model, problems } = await readNet(path, {
      target: [1, 1],
      loss: 'CrossEntropyLoss',
      seed: 9,
      mode: 'eval',
    });
    expect(problems).toEqual([]);
    expect([...model!.target!.data]).toEqual([1, 1]);
    expect(model!.network).toMatchObject({ seed: 9, mode: 'eval' });
    expect(model!.network.loss!.options.reduction).toBe('mean');
  });

  it('a shape is a new input', async () => {
    const { model, summary, problems } = await readNet(path, { inputShape: [1, 2, 6, 5], target: [0] });
    expect(problems).toEqual([]);
    expect(model!.input.shape).toEqual([1, 2, 6, 5]);
    expect(summary!.input.label).toBe('random normal, seed 0');
  });

  it('make up for what the file lacks or has wrong', async () => {
    const text = '{ "mode": "no", "layers": [{ "type": "Flatten" }] }';
    const overrides = { inputShape: [2, 3], loss: 'MSELoss', mode: 'eval' } as const;
    expect((await readText(text, 'x.net.json', overrides)).problems).toEqual([]);
  });

  it('are wrong at the start of the file', async () => {
    const overrides = { input: 'none.npy', target: [5, 0], loss: 'MSLoss', weights: 'none.npz', model: 'LeNet' };
    expect(listProblems(await readNet(path, overrides))).toEqual([
      '1:1–1:2 error: A model such as LeNet is chosen from Python source; this file has "layers".',
      '1:1–1:2 error: none.npy: there is no such file.',
      '1:1–1:2 error: none.npz: there is no such file.',
      '4:11–4:39 error: There is no loss "MSLoss". Did you mean "MSELoss"?',
    ]);
  });
});

describe('an edit', () => {
  const path = 'test/fixtures/nets/broken/misfit.net.json';
  const text = readFileSync(path, 'utf8');
  const suggestion = { label: '', layer: 3, option: 'kernel_size', value: 3 as unknown, result: '' };

  const oneLayer = (layer: string): string => `{ "layers": [\r\n    // before\r\n    ${layer} // after\r\n] }`;
  it.each([
    ['{ "type": "Conv2d", "padding": 0 }', 'padding', 1, '{ "type": "Conv2d", "padding": 1 }'],
    ['{ "type": "Conv2d" }', 'padding', [1, 2], '{ "type": "Conv2d", "padding": [1, 2] }'],
    ['{ "type": "Conv2d", }', 'padding', 1, '{ "type": "Conv2d", "padding": 1, }'],
    ['{ "type": "Conv2d", "stride": 2 }', 'stride', undefined, '{ "type": "Conv2d" }'],
    ['{ "stride": 2, "type": "Conv2d" }', 'stride', undefined, '{ "type": "Conv2d" }'],
    ['{ "stride": 2 }', 'stride', undefined, '{  }'],
    ['{ "type": "Conv2d" }', 'stride', undefined, '{ "type": "Conv2d" }'],
    [
      '{\r\n\t"type": "Conv2d",\r\n\t"k": 1 // why\r\n}',
      'padding',
      1,
      '{\r\n\t"type": "Conv2d",\r\n\t"k": 1,\r\n\t"padding": 1 // why\r\n}',
    ],
    ['{ "a": 1,\r\n  "b": 2, "c": 3 }', 'padding', 1, '{ "a": 1,\r\n  "b": 2, "c": 3, "padding": 1 }'],
  ])('%j, %s %j', async (layer, option, value, expected) => {
    const definition = await readText(oneLayer(layer), path);
    const edits = definition.edit({ ...suggestion, layer: 0, option, value });
    expect(applyEdits(oneLayer(layer), edits)).toBe(oneLayer(expected));
  });

  it('makes the layer fit', async () => {
    const definition = await readNet(path);
    const edited = applyEdits(text, definition.edit(suggestion));
    expect(edited).toBe(text.replace('"kernel_size": 5\n', '"kernel_size": 3\n'));
    expect((await readText(edited, path)).problems).toEqual([]);
  });

  it('of a layer that is not there changes nothing', async () => {
    expect((await readNet(path)).edit({ ...suggestion, layer: 99 })).toEqual([]);
    expect((await readText('', path)).edit(suggestion)).toEqual([]);
  });
});
