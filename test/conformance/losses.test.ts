/** Every loss on its own samples against PyTorch in float64: C and ∂C/∂output. */
import { describe, expect, it } from 'vitest';
import { allLosses } from '../../src/engine/registry';
import { readAll } from '../unit/support/layerCase';
import { caseOf, distance, readFixtures, tensorOf, type LossFixture } from './fixtures';

const TOLERANCE = 1e-12;

for (const loss of allLosses()) {
  describe(loss.type, () => {
    const fixtures = readFixtures<LossFixture>(loss.type);
    for (const sample of loss.samples) {
      it(sample.name, () => {
        const fixture = caseOf(fixtures, sample.name);
        const options = readAll(loss.type, loss.options, sample.options);
        const result = loss.forward(tensorOf(fixture.output), sample.target, options);
        expect(Math.abs(result.loss - fixture.loss)).toBeLessThanOrEqual(TOLERANCE * Math.abs(fixture.loss));
        expect(distance(loss.backward(result.saved, options), fixture.delta)).toBeLessThanOrEqual(TOLERANCE);
      });
    }
  });
}
