import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/engine/explain';
import { tensor } from '../../../src/engine/tensor';
import { build, runAll } from './build';

const V = [0.5, -1, 2, 1.5, 0.25, -0.5, -2, 1, 3];

/** Text C: V1…V9 under a kernel W1…W4. */
const textC = () =>
  build([1, 1, 3, 3], [{ type: 'Conv2d', name: 'G', out_channels: 1, kernel_size: 2, bias: false }], {
    input: tensor([1, 1, 3, 3], V),
    target: tensor([1, 1, 2, 2], [1, 0, 0, -1]),
  });

describe('explain', () => {
  it('shows ∂E/∂W1 as the four terms of text C', async () => {
    const { record } = await runAll(textC());
    const { sum, value, symbol, check } = explain(record, {
      layer: 0,
      target: { kind: 'gradient', parameter: 'weight' },
      index: [0, 0, 0, 0],
    });
    const delta = record.trace!.layers[0]!.delta!.data;
    expect(symbol).toBe('∂C/∂W');
    // ∂E/∂G1·V1 + ∂E/∂G2·V2 + ∂E/∂G3·V4 + ∂E/∂G4·V5
    expect(sum!.terms.map(({ factors }) => factors.map((factor) => factor.value))).toEqual([
      [delta[0], V[0]],
      [delta[1], V[1]],
      [delta[2], V[3]],
      [delta[3], V[4]],
    ]);
    expect(sum!.terms.reduce((total, { product }) => total + product, 0)).toBeCloseTo(value, 14);
    expect(check?.verdict).toBe('right');
  });

  it('opens δ where it comes from: the layer that reads the output, or the loss', async () => {
    const built = build(
      [1, 1, 3, 3],
      [
        { type: 'Conv2d', name: 'a', out_channels: 2, kernel_size: 2 },
        { type: 'Conv2d', name: 'b', out_channels: 1, kernel_size: 2 },
      ],
    );
    const { record } = await runAll(built);
    const inner = explain(record, { layer: 0, target: { kind: 'delta' }, index: [0, 1, 1, 0] });
    expect(inner).toMatchObject({ layer: 1, target: { kind: 'inputDelta', input: 0 }, symbol: 'δ' });
    expect(inner.value).toBe(record.trace!.layers[0]!.delta!.data[6]);
    expect(inner.planes.map(({ ref }) => ref)).toEqual([
      { layer: 1, kind: 'delta' },
      { layer: 1, kind: 'parameter', parameter: 'weight' },
    ]);
    const last = explain(record, { layer: 1, target: { kind: 'delta' }, index: [0, 0, 0, 0] });
    expect(last.layer).toBe(2);
    expect(last.value).toBe(record.trace!.loss!.delta.data[0]);
  });

  it('says that an entry does not exist', async () => {
    const { record } = await runAll(textC());
    const missing = { layer: 0, target: { kind: 'output' } as const, index: [0, 0, 2, 0] };
    expect(() => explain(record, missing)).toThrow('There is no entry [0, 0, 2, 0] in a tensor of 1×1×2×2.');
  });
});
