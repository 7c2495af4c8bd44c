/** Random networks against PyTorch in float64: what autograd makes of the same graph, with nothing of ours behind it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkCase } from '../../scripts/networkCase';
import type { Model } from '../../src/engine/model';
import { allLayers } from '../../src/engine/registry';
import { NETWORKS, SEED } from '../properties/support/amount';
import { modelOf, textOf } from '../properties/support/definition';
import { grow, networkGene } from '../properties/support/randomNetwork';
import { errorsOf, worstOf, type NetworkAnswer } from './compareNetwork';
import { ask, findPyTorch, type Refusal } from './pytorch';
import { isCorner } from './pytorchCorners';

const TOLERANCE = 1e-9;

/** Does PyTorch contradict itself in a layer of this network? */
const hasCorner = ({ network }: Model, { outputs }: NetworkAnswer): boolean =>
  network.layers.some(({ name, type, options, inputShapes }) =>
    isCorner(type, options, inputShapes, outputs[name]!.data),
  );

const python = findPyTorch();

describe.skipIf(!python)(`${NETWORKS} random networks, seed ${SEED}`, () => {
  it('agree with PyTorch', () => {
    const definitions = fc.sample(networkGene, { numRuns: NETWORKS, seed: SEED }).map((gene) => grow(gene));
    const models = definitions.map((definition) => modelOf(definition, allLayers()));
    const { networks } = ask(python!, { networks: models.map((model, at) => networkCase(String(at), model, true)) });
    const wrong: string[] = [];
    let [worst, apart] = [0, 0];
    for (const [at, answer] of (networks as readonly (NetworkAnswer | Refusal)[]).entries()) {
      const file = `\n${textOf(definitions[at]!)}`;
      if ('error' in answer) {
        wrong.push(`PyTorch refuses network ${at}, ${answer.error}${file}`);
        continue;
      }
      const [what, error] = worstOf(errorsOf(models[at]!, answer, TOLERANCE));
      if (!(error <= TOLERANCE) && hasCorner(models[at]!, answer)) {
        apart++;
        continue;
      }
      worst = Math.max(worst, error);
      if (!(error <= TOLERANCE)) wrong.push(`${what} of network ${at} differs by ${error.toExponential(2)}${file}`);
    }
    console.log(`${models.length - apart} random networks against PyTorch: worst error ${worst.toExponential(1)}`);
    expect(wrong).toEqual([]);
    expect(apart / models.length).toBeLessThan(0.02);
  }, 120_000);
});
