/** The L1/L2 penalty: a part of C, of every learned parameter's gradient, and of its explanation. */
import { expect, it } from 'vitest';
import { explain } from '../../../src/engine/explain';
import { newRunRecord, run } from '../../../src/engine/run';
import type { RunReport } from '../../../src/engine/summary';
import { readDefinition } from '../../../src/formats/read';

const definition = (decay: unknown) => ({
  input: {
    shape: [2, 2],
    data: [
      [1, 2],
      [3, -1],
    ],
  },
  target: [[0.5], [1]],
  loss: { type: 'MSELoss', reduction: 'sum', weight_decay: decay },
  layers: [{ name: 'fc', type: 'Linear', out_features: 1, weight: [[2, -3]], bias: [0.5] }],
});

async function checked(decay: unknown) {
  const reader = { read: () => Promise.reject(new Error('there is nothing else to read')) };
  const file = { path: '/n.net.json', text: JSON.stringify(definition(decay)) };
  const { model, summary, problems } = await readDefinition(file, reader);
  if (problems.length > 0) return { problems };
  const record = newRunRecord();
  let report: RunReport | undefined;
  for await (const event of run(model!, summary!, {}, { cancelled: () => false, pause: async () => {} }, record)) {
    if (event.type === 'runDone') report = event.report;
  }
  return { problems, record, report };
}

it('adds l1 Σ|w| + l2/2 Σ w² to C, and is right end to end', async () => {
  const plain = (await checked(0)).record!.trace!.loss!.value;
  const { record, report } = await checked({ l1: 0.1, l2: 0.4 });
  // |2| + |−3| + |0.5| = 5.5 and 4 + 9 + 0.25 = 13.25
  expect(record!.trace!.loss!.value).toBeCloseTo(plain + 0.1 * 5.5 + 0.2 * 13.25, 12);
  expect(report!.verdict).toBe('right');
  const ends = report!.layers.flatMap(({ tensors }) => tensors.map(({ endToEnd }) => endToEnd?.failed));
  expect(ends).toContain(0);
});

it('a number alone is l2; the entry says what the penalty adds', async () => {
  const { record } = await checked(0.4);
  const { value, sum } = explain(record!, {
    layer: 0,
    target: { kind: 'gradient', parameter: 'weight' },
    index: [0, 1],
  });
  expect(sum!.plus!.factor.value).toBeCloseTo(-1.2, 12);
  const products = sum!.terms.reduce((total, { product }) => total + product, 0);
  expect(value).toBeCloseTo(products - 1.2, 12);
});

it.each([[-1], ['much'], [{ l3: 1 }]])('%j is refused at its place', async (decay) => {
  const { problems } = await checked(decay);
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('"weight_decay" must be a number ≥ 0'),
  ]);
});
