/** Activations far out, where a plain formula overflows, and the special functions behind them. */
import { describe, expect, it } from 'vitest';
import { erf, erfc, normalCumulative } from '../../src/engine/layers/shared/erf';
import { findLayer } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import { tensor } from '../../src/engine/tensor';
import { readAll, type Options } from './support/layerCase';

/** Computed with C's `erf` and `erfc`: x, erf(x), erfc(x). */
const REFERENCE = [
  [-7.5, -1.0, 2.0],
  [-4.2, -0.9999999971445058, 1.9999999971445057],
  [-4, -0.9999999845827421, 1.999999984582742],
  [-1.3, -0.9340079449406524, 1.9340079449406524],
  [-0.47, -0.4937450508860821, 1.4937450508860821],
  [-0.46, -0.4846553900016797, 1.4846553900016797],
  [-1e-9, -1.1283791670955127e-9, 1.0000000011283792],
  [0, 0.0, 1.0],
  [0.1, 0.1124629160182849, 0.8875370839817152],
  [0.46875, 0.49261347321793797, 0.507386526782062],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [1, 0.8427007929497149, 0.15729920705028513],
  [2.7, 0.9998656672600594, 0.00013433273994052422],
  [3.999, 0.9999999844552505, 1.554474949099499e-8],
  [4.001, 0.9999999847092178, 1.5290782173248732e-8],
  [5.5, 0.9999999999999927, 7.357847917974398e-15],
  [6.5, 1.0, 3.8421483271206475e-20],
  [10, 1.0, 2.088487583762545e-45],
  [20, 1.0, 5.3958656116079005e-176],
  [26, 1.0, 5.663192408856143e-296],
];

describe('error function', () => {
  it.each(REFERENCE)('erf(%d)', (x, expected) => {
    expect(Math.abs(erf(x!) - expected!)).toBeLessThanOrEqual(1e-15 * Math.abs(expected!));
  });
  it.each(REFERENCE)('erfc(%d) keeps its digits where it is small', (x, _erf, expected) => {
    expect(Math.abs(erfc(x!) - expected!)).toBeLessThanOrEqual(2e-15 * expected!);
  });
  it('ends at ±1 and keeps NaN', () => {
    expect([erf(Infinity), erf(-Infinity), erfc(Infinity), erfc(-Infinity), erf(NaN)]).toEqual([1, -1, 0, 2, NaN]);
  });
  it('gives the normal distribution', () => {
    expect(normalCumulative(1.959963984540054)).toBeCloseTo(0.975, 15);
  });
});

/** f and f′ at −1000 and 1000, with δ = 1. */
const FAR_OUT: readonly (readonly [type: string, options: Options, output: number[], slopes: number[]])[] = [
  ['GELU', {}, [0, 1000], [0, 1]],
  ['GELU', { approximate: 'tanh' }, [0, 1000], [0, 1]],
  ['SiLU', {}, [0, 1000], [0, 1]],
  ['Mish', {}, [0, 1000], [0, 1]],
  ['Softplus', { threshold: 1e6 }, [0, 1000], [0, 1]],
  ['LogSigmoid', {}, [-1000, 0], [1, 0]],
  ['ELU', { alpha: 2 }, [-2, 1000], [0, 1]],
  ['CELU', { alpha: 0.5 }, [-0.5, 1000], [0, 1]],
  ['Hardswish', {}, [0, 1000], [0, 1]],
  ['Hardsigmoid', {}, [0, 1], [0, 0]],
];

it.each(FAR_OUT)('%s %j neither overflows nor gives NaN far out', (type, raw, output, slopes) => {
  const layer = findLayer(type)!;
  const options = readAll(type, layer.options, raw);
  const forward = layer.forward([tensor([1, 2], [-1000, 1000])], {}, options, {
    training: true,
    rng: mersenneTwister(0),
  });
  const back = layer.backward(tensor([1, 2], [1, 1]), forward.saved, {}, options);
  expect(Array.from(forward.output.data, Math.abs)).toEqual(output.map(Math.abs));
  expect(Array.from(back.inputs[0]!.data, Math.abs)).toEqual(slopes);
});
