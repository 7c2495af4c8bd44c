/** Whatever is typed: an answer, with every problem inside of the text, and never an exception. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mersenneTwister } from '../../../src/engine/rng';
import type { Definition } from '../../../src/formats/definition';
import { constructs, HEAD } from './constructs';
import { mutated } from './mutations';
import { readSource } from './support';

const FILES = 250;
const SEED = 20230607;

const sources = [
  readFileSync('test/fixtures/python/lenet.py', 'utf8'),
  ...constructs.map(({ source }) => HEAD + source),
];

function expectSound({ problems }: Definition, text: string): void {
  const lines = text.split(/\r\n|\n|\r/);
  for (const { range, message } of problems) {
    expect(message).not.toBe('');
    expect(range.startLine, message).toBeLessThan(lines.length);
    expect(range.endLine, message).toBeLessThan(lines.length);
  }
}

it(`reads ${FILES} mutated files, seed ${SEED}`, async () => {
  const rng = mersenneTwister(SEED);
  for (let at = 0; at < FILES; at++) {
    const text = mutated(sources[at % sources.length]!, rng);
    const definition = await readSource(text, { inputShape: [2, 3, 9, 7] }).catch((thrown: unknown) => {
      throw new Error(`File ${at} throws:\n${text}`, { cause: thrown });
    });
    expectSound(definition, text);
  }
}, 60_000);

it('reads a file at every stage of being typed', async () => {
  const text = readFileSync('test/fixtures/python/lenet.py', 'utf8');
  for (let length = 0; length < text.length; length += 17) expectSound(await readSource(text.slice(0, length)), text);
}, 60_000);

it.each(['-', '"a" |', 'x if', 'a.', '[1, -', '{'])('reads a case that is half typed: %s', async (pattern) => {
  const text = `${HEAD}class Net(nn.Module):\n    def forward(self, x):\n        match 1:\n            case ${pattern}:\n                return x\n`;
  expectSound(await readSource(text, { inputShape: [2, 3, 9, 7] }), text);
});
