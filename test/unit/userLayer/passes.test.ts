import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/engine/explain';
import { passOver } from '../../../src/engine/trace';
import { codeProblems, readOwn, reportOf, runOwn } from '../support/ownCode';

const right = readFileSync('examples/custom-layer/my-conv.ts', 'utf8');
const lineOf = (text: string): number => right.split('\n').findIndex((line) => line.startsWith(text));
const CONV = { name: 'conv', type: './mine.ts', out_channels: 3, kernel_size: [2, 3] };
const scale = (backward: string, more = ''): string =>
  `export const like = 'Tanh';\n${more}\nexport function backward(delta, saved) {\n${backward}\n}\n`;
const tanh = (code: string) => runOwn({ files: { 'mine.ts': code }, layers: [{ name: 'mine', type: './mine.ts' }] });

const TANH = 'return { dx: delta.data.map((d, k) => d * (1 - saved.output.data[k] ** 2)) };';

describe("a layer of the user's own that is like a built-in one", () => {
  it('has its options, parameters, start and shape, and its gradients where it is right', async () => {
    const mine = await readOwn({ files: { 'mine.ts': right }, layers: [CONV, { type: 'Tanh' }] });
    const builtIn = await readOwn({ files: {}, layers: [{ ...CONV, type: 'Conv2d' }, { type: 'Tanh' }] });
    expect(mine.problems).toEqual([]);
    expect(mine.summary?.layers[0]).toMatchObject({
      output: [2, 3, 4, 4],
      parameterCount: 39,
      source: {
        file: './mine.ts',
        path: '/w/mine.ts',
        like: 'Conv2d',
        backward: { startLine: lineOf('export function backward'), startColumn: 16 },
      },
    });
    expect(mine.model?.parameters).toEqual(builtIn.model?.parameters);
    const [own, reference] = [passOver(mine.model!), passOver(builtIn.model!)].map(({ layers }) => layers[0]!);
    for (const [k, value] of reference!.back!.inputs[0]!.data.entries()) {
      expect(own!.back!.inputs[0]!.data[k]).toBeCloseTo(value, 14);
    }
    expect(own!.back!.parameters.weight!.shape).toEqual([3, 2, 2, 3]);
  });

  it('is checked against its own forward, and its forward against the built-in one', async () => {
    const files = { 'mine.ts': right };
    const { verdict, layers } = await reportOf({ files, layers: [CONV, { type: 'Tanh' }] });
    expect(verdict).toBe('right');
    expect(layers[0]?.properties?.find(({ property }) => property === 'parity')).toMatchObject({
      verdict: 'right',
      sentence: 'Forward equals Conv2d.',
    });
  });

  it('whose forward is another, though its backward fits it', async () => {
    // Bias counted twice: the gradients of that function are right but for the bias.
    const files = {
      'mine.ts': right
        .replace('let sum = bias.data[o]', 'let sum = 2 * bias.data[o]')
        .replace('db[o] += d', 'db[o] += 2 * d'),
    };
    const { verdict, layers } = await reportOf({ files, layers: [CONV, { type: 'Tanh' }] });
    expect(verdict).toBe('wrong');
    expect(layers[0]?.tensors.map(({ failed }) => failed)).toEqual([0, 0, 0]);
    const parity = layers[0]?.properties?.find(({ property }) => property === 'parity');
    expect(parity?.sentence).toMatch(/^Forward of conv differs from Conv2d in 96 of 96 entries: /);
  });

  it('is explained by the terms of the built-in one', async () => {
    const { model } = await readOwn({ files: { 'mine.ts': right }, layers: [CONV, { type: 'Tanh' }] });
    const record = { trace: passOver(model!), checks: new Map() };
    const index = [1, 0, 2, 3];
    const entry = explain(record, { layer: 0, target: { kind: 'inputDelta', input: 0 }, index });
    const sum = entry.sum!.terms.reduce((total, { product }) => total + product, 0);
    expect(entry.sum!.terms.length).toBeGreaterThan(3);
    expect(sum).toBeCloseTo(entry.value, 14);
    expect(entry.sum!.note).toMatch(/these are the terms of Conv2d; where mine\.ts gives another number/);
  });

  it('needs no forward', async () => {
    expect(await tanh(scale(TANH))).toMatchObject({ verdict: 'right' });
    const wrong = await tanh(scale(TANH.replace('1 -', '1 +')));
    expect(wrong).toMatchObject({ verdict: 'wrong', layers: [{ name: 'mine', verdict: 'wrong' }, {}] });
  });

  it('has its kinks', async () => {
    const relu = `export const like = 'ReLU';
      export const forward = (x) => ({ shape: x.shape, data: x.data.map((v) => Math.max(0, v)) });
      export const backward = (delta, { x }) => ({ dx: delta.data.map((d, k) => (x.data[k] > 0 ? d : 0)) });`;
    const layers = [
      { type: 'Hardtanh', min_val: 0, max_val: 0.5 },
      { name: 'mine', type: './mine.ts' },
    ];
    const { verdict, layers: reports } = await reportOf({ files: { 'mine.ts': relu }, layers });
    expect(verdict).toBe('right');
    expect(reports[1]?.tensors[0]?.kinks).toBeGreaterThan(0);
  });
});

describe("a layer of the user's own that is like no other", () => {
  const scaled = `
    export const options = { power: 2, gain: Number };
    export const parameters = { weight: ([, channels]) => [channels], shift: { shape: [1], init: 0.5 } };
    export function forward(x, { weight, shift }, { power, gain }) {
      const plane = x.shape[2] * x.shape[3];
      const of = (k) => Math.floor(k / plane) % x.shape[1];
      const data = x.data.map((v, k) => gain * weight.data[of(k)] * v ** power + shift.data[0]);
      return { output: { shape: x.shape, data }, saved: { of } };
    }
    export function backward(delta, { x, of }, { weight }, { power, gain }) {
      const dw = new Float64Array(weight.data.length);
      delta.data.forEach((d, k) => { dw[of(k)] += d * gain * x.data[k] ** power; });
      const dx = delta.data.map((d, k) => d * gain * weight.data[of(k)] * power * x.data[k] ** (power - 1));
      return { dx, weight: dw, shift: Float64Array.of(delta.data.reduce((a, b) => a + b)) };
    }`;
  const layer = { name: 'mine', type: './mine.ts', gain: 3 };

  it('has options, parameters that follow from the shape, and what forward saved', async () => {
    const net = { files: { 'mine.ts': scaled }, layers: [layer] };
    const { model } = await readOwn(net);
    expect(model?.parameters[0]?.shift?.data).toEqual(Float64Array.of(0.5));
    expect(await reportOf(net)).toMatchObject({ verdict: 'right', checked: 3 });
    expect(await reportOf({ ...net, layers: [{ ...layer, power: 3 }] })).toMatchObject({ verdict: 'right' });
    const { problems } = await readOwn({ ...net, layers: [{ type: './mine.ts', gian: 3, power: '2' }] });
    expect(problems.map(({ message }) => message)).toEqual([
      './mine.ts has no option "gian". Did you mean "gain"?',
      '"power" must be a number, but is "2".',
    ]);
  });

  it('is refused its input in the words of its shape', async () => {
    const code = `${scaled}\nexport const shape = ([n, c, h, w]) => (h > 9 ? [n, c, h, w] : \`needs 10 rows, but gets \${h}.\`);`;
    const { problems } = await readOwn({ files: { 'mine.ts': code }, layers: [layer] });
    expect(problems.map(({ message }) => message)).toEqual(['mine: needs 10 rows, but gets 5.']);
  });

  it('reads several inputs', async () => {
    const product = `
      import { defineLayer } from 'gradlens';
      export default defineLayer({
        arity: 2,
        forward: (a, b) => ({ shape: a.shape, data: a.data.map((v, k) => v * b.data[k]) }),
        backward: (delta, { inputs: [a, b] }) => ({
          dx0: delta.data.map((d, k) => d * b.data[k]),
          dx1: delta.data.map((d, k) => d * a.data[k]),
        }),
      });`;
    const layers = [
      { name: 'one', type: 'Tanh' },
      { name: 'mine', type: './mine.ts', inputs: ['input', 'one'] },
    ];
    expect(await reportOf({ files: { 'mine.ts': product }, layers })).toMatchObject({ verdict: 'right' });
    const many = product.replace('arity: 2', "arity: 'many'").replace('forward: (a, b)', 'forward: ([a, b])');
    expect(await reportOf({ files: { 'mine.ts': many }, layers })).toMatchObject({ verdict: 'right' });
    const swapped = product.replace('dx0:', 'dx9:').replace('dx1:', 'dx0:').replace('dx9:', 'dx1:');
    expect(await reportOf({ files: { 'mine.ts': swapped }, layers })).toMatchObject({ verdict: 'wrong' });
  });
});

describe('what backward returns', () => {
  it.each([
    ['nothing', '', 'mine.ts:3:17 backward of mine.ts returns undefined; it must return { dx }.'],
    [
      'a promise',
      'return Promise.resolve(1);',
      'mine.ts:3:17 backward of mine.ts returns a Promise; it must return { dx }.',
    ],
    [
      'the wrong name',
      'return { x: delta };',
      'mine.ts:3:17 backward of mine.ts returns no gradient "dx". It returns "x". Did you mean "dx"?',
    ],
    [
      'another shape',
      'return { dx: { shape: [2, 2, 6, 5], data: delta.data } };',
      'mine.ts:3:17 backward of mine.ts gives dx the shape 2×2×6×5, not 2×2×5×6.',
    ],
    [
      'too few',
      'return { dx: new Float64Array(3) };',
      'mine.ts:3:17 backward of mine.ts gives dx 3 entries; 2×2×5×6 needs 120.',
    ],
    [
      'floats',
      'return { dx: new Float32Array(120) };',
      'mine.ts:3:17 backward of mine.ts gives dx as a Float32Array (7 digits only), not as a tensor { shape, data }.',
    ],
    [
      'an array',
      'return { dx: [...delta.data] };',
      'mine.ts:3:17 backward of mine.ts gives dx as an Array, not as a tensor { shape, data }.',
    ],
    ['an exception', '  throw new Error("not yet");', 'mine.ts:4:9 backward of mine.ts throws Error: not yet.'],
    ['a thrown text', '  throw "not yet";', 'mine.ts:3:17 backward of mine.ts throws "not yet".'],
    [
      'too deep',
      '  const f = () => f(); f();',
      'mine.ts:4:19 backward of mine.ts throws RangeError: Maximum call stack size exceeded.',
    ],
  ])('%s', async (_what, body, message) => {
    expect(await tanh(scale(body))).toBe(message);
  });

  it('every gradient that is missing is told at once', async () => {
    const files = {
      'mine.ts': "export const like = 'Conv2d';\nexport const backward = () => ({ weights: 1, bias: 2 });",
    };
    expect(await runOwn({ files, layers: [CONV] })).toBe(
      'mine.ts:2:14 backward of mine.ts returns no gradient "dx"; returns no gradient "weight"; ' +
        'gives bias as a number, not as a tensor { shape, data }. It returns "weights". Did you mean "weight"?',
    );
  });

  it('the tensor alone, where it is all there is', async () => {
    expect(await tanh(scale('return delta.data.map((d, k) => d * (1 - saved.output.data[k] ** 2));'))).toMatchObject({
      verdict: 'right',
    });
  });

  it('an array that is used again', async () => {
    const code = scale(
      'delta.data.forEach((d, k) => { kept[k] = d; });\nreturn { dx: kept };',
      'const kept = new Float64Array(120);',
    );
    expect(await tanh(code)).toMatch(/^mine.ts:3:17 backward of mine.ts returns an array that was returned before/);
  });

  it('nothing that is no number is right', async () => {
    const report = await tanh(
      scale('return { dx: delta.data.map((d, k) => (k === 7 ? NaN : d * (1 - saved.output.data[k] ** 2))) };'),
    );
    expect(report).toMatchObject({
      verdict: 'wrong',
      layers: [{ tensors: [{ failed: 1, worst: { index: [0, 0, 1, 1] } }] }, {}],
    });
  });
});

describe('what is impure', () => {
  const verdicts = async (code: string) => {
    const report = await tanh(code);
    if (typeof report === 'string') return report;
    const wrong = report.layers[0]?.properties?.filter(({ verdict }) => verdict === 'wrong') ?? [];
    return wrong.map(({ property, sentence }) => `${property}: ${sentence}`);
  };

  it('overwriting δ', async () => {
    const code = scale(
      'for (let k = 0; k < 120; k++) delta.data[k] *= 1 - saved.output.data[k] ** 2;\nreturn { dx: delta };',
    );
    expect(await verdicts(code)).toEqual([
      expect.stringMatching(/^inputsUnmodified: In mine backward changes the δ that it is given/),
    ]);
  });

  it('overwriting the input in forward', async () => {
    const forward =
      'export const forward = (x) => { for (let k = 0; k < 120; k++) x.data[k] = Math.tanh(x.data[k]); return x; };';
    expect(await verdicts(scale(TANH, forward))).toEqual([
      expect.stringMatching(/^inputsUnmodified: In mine forward changes its input/),
    ]);
  });

  it('overwriting the output it had', async () => {
    const code = scale(
      'saved.output.data[0] += 1;\nreturn { dx: delta.data.map((d, k) => d * (1 - saved.output.data[k] ** 2)) };',
    );
    expect(await verdicts(code)).toContainEqual(
      expect.stringMatching(/^determinism: Backward of mine gives another result/),
    );
  });

  it('chance', async () => {
    expect(await verdicts(scale(TANH.replace('d *', 'Math.random() * d *')))).toContainEqual(
      expect.stringMatching(/^determinism: Backward of mine gives another result/),
    );
  });

  it('chance that is seeded is none', async () => {
    const forward = `export function forward(x, parameters, options, { random, training }) {
      const keep = x.data.map(() => (training && random() < 0.5 ? 0 : 2));
      return { output: { shape: x.shape, data: x.data.map((v, k) => v * keep[k]) }, saved: { keep } };
    }
    export const backward = (delta, { keep }) => delta.data.map((d, k) => d * keep[k]);`;
    expect(await tanh(forward)).toMatchObject({ verdict: 'right' });
  });
});

describe('what is no layer', () => {
  it.each([
    [
      '',
      [
        'mine.ts:1:1 mine.ts: It exports no function "backward". Backward takes (delta, saved, parameters, options).',
        'mine.ts:1:1 mine.ts: It exports no function "forward". Only a layer with "like" may leave it out.',
      ],
    ],
    [
      "export const like = 'Conv2';\nexport const backward = () => 0;",
      ['mine.ts:1:14 mine.ts: There is no layer type "Conv2" to be like. Did you mean "Conv2d"?'],
    ],
    [
      "export const like = 'Tanh';\nexport const backwards = () => 0;",
      [
        'mine.ts:1:1 mine.ts: It exports no function "backward". It exports "backwards". Backward takes (delta, saved, parameters, options).',
      ],
    ],
    [
      "export const like = 'Tanh';\nexport const backward = 3;",
      ['mine.ts:2:14 mine.ts: "backward" must be a function, but is a number.'],
    ],
    [
      "export const like = 'Tanh';\nexport const shape = () => 0;\nexport const backward = () => 0;",
      ['mine.ts:2:14 mine.ts: "shape" is not used: the layer is like Tanh and has Tanh\'s.'],
    ],
    [
      'export const forward = () => 0;\nexport const backward = () => 0;\nexport const options = { a: null };\nexport const arity = 0;',
      [
        'mine.ts:4:14 mine.ts: "arity" must be the number of inputs, or "many", but is 0.',
        'mine.ts:3:14 mine.ts: Option "a" must be a default (number, true or false, text, array), or Number, Boolean, String or Array where it must be given.',
      ],
    ],
  ])('%s', async (code, expected) => {
    const definition = await readOwn({ files: { 'mine.ts': code }, layers: [{ type: './mine.ts' }] });
    expect(codeProblems(definition)).toEqual(expected);
  });

  it('the network and the module that say different things', async () => {
    const definition = await readOwn({
      files: { 'mine.ts': scale(TANH) },
      layers: [{ type: './mine.ts', like: 'ReLU' }],
    });
    expect(definition.problems.map(({ message }) => message)).toEqual([
      'mine.ts:1:14: It says to be like Tanh, but the network says like ReLU.',
    ]);
    // Its shapes are those of what the network says.
    expect(definition.summary?.layers[0]?.output).toEqual([2, 2, 5, 6]);
  });
});
