/** Whole networks of the kinds that are used against PyTorch in float64: C, every output, every δ, every gradient. */
import { describe, expect, it } from 'vitest';
import { networkCase } from '../../scripts/networkCase';
import { instantiate } from '../../src/engine/instantiate';
import type { Model } from '../../src/engine/model';
import { planNetwork } from '../../src/engine/network';
import { tensor, zeros } from '../../src/engine/tensor';
import { architectures } from './architectures';
import { errorsOf, withNumbersOf, worstOf, type NetworkAnswer } from './compareNetwork';
import { ask, findPyTorch, type Refusal } from './pytorch';

const TOLERANCE = 1e-10;

const python = findPyTorch();

/** Without numbers but those of the target. */
function planned({ target, loss, weightDecay, ...spec }: (typeof architectures)[number]): Model {
  const { network, problems } = planNetwork({
    ...spec,
    loss: { type: loss, settings: weightDecay ? { weight_decay: weightDecay } : {} },
    seed: 1,
  });
  const { parameters, problems: more } = instantiate(network);
  expect([...problems, ...more], spec.name).toEqual([]);
  const output = network.layers.at(-1)!.fit!.output;
  return {
    network,
    parameters,
    input: zeros(network.inputShape),
    target: target ? tensor([target.length], target) : network.loss!.definition.defaultTarget(output),
  };
}

describe.skipIf(!python)('whole networks agree with PyTorch', () => {
  const models = architectures.map(planned);
  const answers = python
    ? ask(python, { networks: models.map((model, at) => networkCase(architectures[at]!.name, model)) }).networks
    : [];
  const worst: [name: string, error: number][] = [];

  it.each(architectures.map(({ name }, at) => [name, at] as const))('%s', (name, at) => {
    const answer = answers[at] as NetworkAnswer | Refusal;
    if ('error' in answer) throw new Error(`PyTorch refuses it: ${answer.error}`);
    const errors = errorsOf(withNumbersOf(models[at]!, answer), answer, TOLERANCE);
    const [what, error] = worstOf(errors);
    worst.push([name, error]);
    expect(error, what).toBeLessThanOrEqual(TOLERANCE);
    // No network of zeros: δ reaches the input, and is none of rounding alone.
    expect(answer.inputGradient.data.some((value) => Math.abs(value) > 1e-6)).toBe(true);
  });

  it('there are thirty and more', () => {
    expect(worst.length).toBeGreaterThanOrEqual(30);
    const [name, error] = worst.reduce((most, one) => (one[1] > most[1] ? one : most));
    console.log(`${worst.length} whole networks against PyTorch: worst error ${error.toExponential(1)} (${name})`);
  });
});
