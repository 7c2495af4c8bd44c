/** Every loss against its contract, on its own samples and rejects: nothing here names a loss. */
import { describe, expect, it } from 'vitest';
import type { Loss } from '../../src/engine/loss';
import { allLosses } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import { unravel } from '../../src/engine/tensor';
import { mismatches, numericGradient, withPlantedError } from './support/differences';
import { copy, draw, readAll } from './support/layerCase';

type LossSample = Loss['samples'][number];

function lossCase(loss: Loss, sample: LossSample) {
  const options = readAll(loss.type, loss.options, sample.options);
  const output = draw(sample.inputs[0]!, mersenneTwister(3), sample.integers, sample.range ?? [-2, 2]);
  const { target } = sample;
  const forward = () => loss.forward(output, target, options);
  const backward = () => loss.backward(forward().saved, options);
  return { loss, options, output, target, forward, backward };
}

for (const loss of allLosses()) {
  describe(loss.type, () => {
    it('has samples of all reductions', () => {
      const all = loss.options['reduction']?.schema['enum'] as string[] | undefined;
      const sampled = new Set(loss.samples.map(({ options }) => options['reduction'] ?? 'mean'));
      if (all) expect(sampled).toEqual(new Set(all));
    });

    for (const sample of loss.samples) {
      describe(sample.name, () => {
        const made = lossCase(loss, sample);
        it('accepts the target of the sample', () => {
          expect(loss.check(made.output.shape, made.target, made.options)).toEqual([]);
        });
        it('has the gradient that differences of it have', () => checkGradient(made));
        it('changes none of its arguments, and gives the same twice', () => checkPurity(made));
        it('explains every entry', () => checkTerms(made));
        it('accepts the target that it supplies itself', () => {
          const { shape } = made.output;
          expect(loss.check(shape, loss.defaultTarget(shape), made.options)).toEqual([]);
        });
      });
    }

    for (const { name, output, target, options, message } of loss.rejects) {
      it(`rejects ${name}`, () => {
        const problems = loss.check(output, target, readAll(loss.type, loss.options, options));
        expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
      });
    }
  });
}

type LossCase = ReturnType<typeof lossCase>;

function checkGradient(made: LossCase): void {
  const gradient = made.backward();
  expect(gradient.shape).toEqual(made.output.shape);
  const numeric = numericGradient(made.output, () => {
    const { loss: value, saved } = made.forward();
    return { value, piece: made.loss.branch?.(saved).join() ?? '' };
  });
  // A difference of losses near 1000 is uncertain by about 1000 · 10⁻¹⁶ / step.
  const noise = (Math.abs(made.forward().loss) * 1e-15) / 1e-5;
  const errors = gradient.data.map((value, at) => Math.abs(value - numeric[at]!));
  for (const error of errors) if (!Number.isNaN(error)) expect(error).toBeLessThanOrEqual(1e-7 + noise);
  expect(gradient.data.every(Number.isFinite)).toBe(true);
  expect(mismatches(withPlantedError(gradient, gradient.data), gradient.data)).toHaveLength(1);
}

function checkPurity(made: LossCase): void {
  const before = [copy(made.output), copy(made.target)];
  expect(made.backward()).toEqual(made.backward());
  expect(made.forward().loss).toBe(made.forward().loss);
  expect([made.output, made.target]).toEqual(before);
}

function checkTerms(made: LossCase): void {
  if (!made.loss.terms) return;
  const gradient = made.backward();
  for (const [flat, value] of gradient.data.entries()) {
    const sum = made.loss.terms(unravel(flat, gradient.shape), made.output, made.target, made.options)!;
    expect(sum.terms.reduce((total, { product }) => total + product, 0)).toBeCloseTo(value, 14);
    for (const { factors, product } of sum.terms) {
      expect(factors).toHaveLength(sum.factors.length);
      expect(factors.reduce((all, factor) => all * factor.value, 1)).toBe(product);
    }
  }
}
