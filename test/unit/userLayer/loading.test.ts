import { describe, expect, it } from 'vitest';
import { codeProblems, readOwn, reportOf } from '../support/ownCode';

const like = "export const like = 'Tanh';\n";
const BACKWARD = '(delta, { output }) => delta.data.map((d, k) => d * (1 - output.data[k] ** 2))';
const mine = (files: { [name: string]: string }, type = './mine.ts') => ({ files, layers: [{ name: 'mine', type }] });
const isRight = async (net: ReturnType<typeof mine>) => expect(await reportOf(net)).toMatchObject({ verdict: 'right' });
const found = async (files: { [name: string]: string }) => codeProblems(await readOwn(mine(files)));

describe('a module is loaded', () => {
  it.each([
    [
      'TypeScript, named exports',
      'mine.ts',
      `${like}export const backward = ${BACKWARD.replace('delta,', 'delta: { data: Float64Array },')};`,
    ],
    ['JavaScript, named exports', 'mine.js', `${like}export const backward = ${BACKWARD};`],
    ['JavaScript, a default export', 'mine.mjs', `export default { like: 'Tanh', backward: ${BACKWARD} };`],
    ['CommonJS', 'mine.cjs', `module.exports = { like: 'Tanh', backward: ${BACKWARD} };`],
    [
      'defineLayer',
      'mine.ts',
      `import { defineLayer } from './gradlens';\nexport default defineLayer({ like: 'Tanh', backward: ${BACKWARD} });`,
    ],
    ['a byte order mark', 'mine.ts', `\uFEFF${like}export const backward = ${BACKWARD};`],
    [
      'enums and types',
      'mine.ts',
      `enum Kind { A, B }\ntype X = Kind;\n${like}export const backward = ${BACKWARD}\nexport const kind: X = Kind.B;`,
    ],
  ])('%s', async (_what, name, code) => isRight(mine({ [name]: code }, `./${name}`)));

  it('with what it imports from beside it, by all the ways there are to name it', async () => {
    const use = (specifier: string) =>
      `import { backward as own } from '${specifier}';\n${like}export const backward = own;`;
    const code = `export const backward = ${BACKWARD};`;
    await isRight(mine({ 'mine.ts': use('./lib'), 'lib.ts': code }));
    await isRight(mine({ 'mine.ts': use('./lib.js'), 'lib.ts': code }));
    await isRight(mine({ 'mine.ts': use('./lib'), 'lib/index.js': code }));
    await isRight(mine({ 'mine.ts': use('./a/b'), 'a/b.ts': "export * from '../c';", 'c.ts': code }));
  });

  it('with numbers from a JSON file, and helpers that know each other', async () => {
    const files = {
      'mine.ts': `import one from './numbers.json';\nimport { square } from './square';\n${like}export const backward = ${BACKWARD.replace('output.data[k] ** 2', 'square(output.data[k])').replace('(1 -', '(one.one -')};`,
      'numbers.json': '{ "one": 1 }',
      'square.ts': "import { times } from './times';\nexport const square = (x: number) => times(x, x);",
      'times.ts':
        "import { square } from './square';\nexport const times = (a, b) => (a === b && square.length > 9 ? 0 : a * b);",
    };
    await isRight(mine(files));
  });
});

describe('a problem stands at its place', () => {
  it.each([
    [
      'a syntax error',
      { 'mine.ts': `${like}export const backward = (delta => {;\n` },
      ['mine.ts:3:1 Syntax error: the file ends here, but something is still open.'],
    ],
    [
      'a name declared twice',
      { 'mine.ts': `${like}const a = 1;\nconst a = 2;\nexport const backward = 0;` },
      ["mine.ts:3:7 Syntax error: Identifier 'a' has already been declared."],
    ],
    [
      'a failure while it is loaded',
      { 'mine.ts': `${like}const table: number[] = undefined as any;\nexport const n: number = table.length;` },
      [
        "mine.ts:3:32 The top level of mine.ts throws TypeError: Cannot read properties of undefined (reading 'length').",
      ],
    ],
    [
      'a failure in a helper',
      { 'mine.ts': "import './helper';", 'helper.ts': '\n  missing();' },
      ['helper.ts:2:3 The top level of mine.ts throws ReferenceError: missing is not defined.'],
    ],
    [
      'a syntax error in a helper',
      { 'mine.ts': "import './helper';", 'helper.ts': 'let = ;' },
      [expect.stringMatching(/^helper\.ts:1:\d+ Syntax error: /)],
    ],
    [
      'a helper that is not there',
      { 'mine.ts': "\nimport a from './helper';\na();" },
      ['mine.ts:2:15 There is no file "./helper" to import.'],
    ],
    [
      'a package',
      { 'mine.ts': "import { readFileSync } from 'node:fs';\nreadFileSync('x');" },
      ['mine.ts:1:30 "node:fs" cannot be imported: a layer of your own imports files beside it, and "gradlens".'],
    ],
    [
      'JSON that is none',
      { 'mine.ts': "import a from './a.json';\na();", 'a.json': '{ one }' },
      [expect.stringMatching(/^a\.json:1:\d+ Syntax error: /)],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found(files as { [name: string]: string })).toEqual(expected);
  });

  it('in the network too, with the way to it; what comes before it can run', async () => {
    const net = {
      files: { 'mine.ts': 'let = ;' },
      layers: [{ type: 'Tanh' }, { name: 'mine', type: './mine.ts', like: 'ReLU' }, { type: 'Tanh' }],
    };
    const { problems, summary, model } = await readOwn(net);
    expect(problems.map(({ message, layer }) => [layer, message.replace(/:\d+: .*/, '')])).toEqual([[1, 'mine.ts:1']]);
    expect(summary?.layers.map(({ output }) => output?.join('×'))).toEqual(['2×2×5×6', '2×2×5×6', '2×2×5×6']);
    expect(model?.network.layers.map(({ name }) => name)).toEqual(['tanh']);
  });

  it('of a file that is not there only in the network', async () => {
    const definition = await readOwn(mine({}));
    expect(codeProblems(definition)).toEqual([]);
    expect(definition.problems.map(({ message }) => message)).toEqual(['mine.ts: there is no such file.']);
  });

  it('once, though two layers are of that file', async () => {
    const layers = [{ type: './mine.ts' }, { type: './mine.ts' }];
    const definition = await readOwn({ files: { 'mine.ts': 'let = ;' }, layers });
    expect(codeProblems(definition)).toHaveLength(1);
    expect(definition.problems.map(({ layer }) => layer)).toEqual([0, 1]);
  });
});

describe('like', () => {
  it('of a layer that does not exist', async () => {
    const net = mine({ 'mine.ts': `export const backward = ${BACKWARD};` });
    const definition = await readOwn({ ...net, layers: [{ type: './mine.ts', like: 'Tanhh' }] });
    expect(definition.problems.map(({ message }) => message)).toContain(
      'There is no layer type "Tanhh" to be like. Did you mean "Tanh"?',
    );
  });

  it('is an option like any other of a built-in layer', async () => {
    const definition = await readOwn({ files: {}, layers: [{ type: 'Tanh', like: 'ReLU' }] });
    expect(definition.problems.map(({ message }) => message)).toEqual(['Tanh has no option "like".']);
  });
});
