/** Every layer against its contract, on its own samples and rejects: nothing here names a layer. */
import { describe, expect, it } from 'vitest';
import type { EntryTarget, FactorSource, Term, TermSum } from '../../src/engine/layer';
import { fitLayer, readOptions } from '../../src/engine/network';
import type { Problem } from '../../src/engine/problem';
import { allLayers } from '../../src/engine/registry';
import { ravel, unravel, zeros, type Tensor } from '../../src/engine/tensor';
import { mismatches, numericGradient, withPlantedError, type Scalar } from './support/differences';
import { copy, differentiated, disturbed, largest, layerCase, stateOf, type LayerCase } from './support/layerCase';
import { evaluateSubscript } from './support/subscripts';

const WINDOW_SAMPLES = 6;

for (const layer of allLayers()) {
  describe(layer.type, () => {
    it('has enough samples', () => {
      const windowed = layer.samples.some((sample) => layerCase(layer, sample).fit.window);
      expect(layer.samples.length).toBeGreaterThanOrEqual(windowed ? WINDOW_SAMPLES : 2);
    });

    for (const sample of layer.samples) {
      describe(sample.name, () => {
        const made = layerCase(layer, sample);
        it('gives the shape it promises', () => expect(made.forward().output.shape).toEqual(made.fit.output));
        it('has the gradients that differences of its forward pass have', () => checkGradients(made));
        it('changes none of its arguments', () => checkPurity(made));
        it('gives the same twice, and zeros for δ = 0', () => checkBackward(made));
        it('is probed output by output', () => checkProbe(made));
        it('explains every entry by terms that add up to it', () => checkTerms(made));
      });
    }

    for (const reject of layer.rejects) {
      it(`rejects ${reject.name}`, () => {
        const problems: Problem[] = [];
        const { options, complete } = readOptions(layer.type, layer.options, reject.options, [], [], problems);
        const result = complete ? fitLayer(layer, reject.inputs, options, reject.training ?? true) : undefined;
        const misfits = result === undefined || result.ok ? [] : result.problems;
        const found = [...asShapeProblems(problems), ...misfits];
        expect(found.map(({ message }) => message).join('\n')).toContain(reject.message);
        expect(found.map(({ option }) => option)).toContain(reject.option);
      });
    }
  });
}

const asShapeProblems = (problems: readonly Problem[]) =>
  problems.map(({ path, message }) => ({ option: path[0] as string | undefined, message }));

/** C = Σ δ · output: its gradient by any tensor is what backward must return for this δ. */
function projected(made: LayerCase): Scalar {
  const { output, saved } = made.forward();
  const value = output.data.reduce((sum, z, at) => sum + z * made.delta.data[at]!, 0);
  return { value, piece: made.layer.branch?.(saved).join() ?? '' };
}

function checkGradients(made: LayerCase): void {
  for (const { name, tensor, gradient } of differentiated(made)) {
    expect(gradient.shape).toEqual(tensor.shape);
    const numeric = numericGradient(tensor, () => projected(made));
    expect(mismatches(gradient, numeric), name).toEqual([]);
    expect(mismatches(withPlantedError(gradient, numeric), numeric), `${name}, 0.1 % too large`).toHaveLength(1);
  }
}

function checkPurity(made: LayerCase): void {
  const all = [...made.inputs, ...Object.values(made.parameters), made.delta];
  const before = all.map(copy);
  const { output } = made.forward();
  const outputBefore = copy(output);
  const back = made.backward();
  expect(all).toEqual(before);
  expect(output).toEqual(outputBefore);
  const fresh = [...back.inputs, ...Object.values(back.parameters), output].filter((made) => made !== undefined);
  for (const result of fresh) expect(all.some(({ data }) => data.buffer === result.data.buffer)).toBe(false);
}

function checkBackward(made: LayerCase): void {
  expect(made.backward()).toEqual(made.backward());
  const back = made.backward(zeros(made.fit.output));
  for (const gradient of [...back.inputs, ...Object.values(back.parameters)]) {
    if (gradient) expect(largest(gradient)).toBe(0);
  }
}

/** Failures are collected rather than expected one by one: there are a hundred thousand comparisons. */
function checkProbe(made: LayerCase): void {
  const { layer, inputs, parameters, options } = made;
  const { output, saved } = made.forward();
  const probe = layer.probe?.(inputs, parameters, options, saved);
  if (!probe) return;
  expect(probe.branch !== undefined).toBe(layer.branch !== undefined);
  const failures: string[] = [];
  const compare = (outputs: Iterable<number>, now: ReturnType<typeof made.forward>, when: string) => {
    const branches = layer.branch?.(now.saved);
    for (const at of outputs) {
      const wanted = now.output.data[at]!;
      if (!(Math.abs(probe.output(at) - wanted) <= 1e-13 * (1 + Math.abs(wanted))))
        failures.push(`${when}: output ${at}`);
      if (branches && probe.branch!(at) !== branches[at]) failures.push(`${when}: branch ${at}`);
    }
  };
  compare(output.data.keys(), made.forward(), 'at rest');
  for (const { name, tensor, source } of differentiated(made)) {
    for (const flat of tensor.data.keys()) {
      const reach = new Set(Array.from(probe.reach(source, flat)));
      // Two steps, as gradcheck takes: what a probe keeps between outputs must follow the entry.
      for (const change of [0.37, -0.21]) {
        disturbed(tensor, flat, change, () => {
          const now = made.forward();
          compare(reach, now, `${name} ${flat} disturbed by ${change}`);
          for (const [at, value] of now.output.data.entries()) {
            if (value !== output.data[at] && !reach.has(at)) failures.push(`${name} ${flat} reaches ${at}`);
          }
        });
      }
    }
  }
  expect(failures).toEqual([]);
}

function checkTerms(made: LayerCase): void {
  if (!made.layer.terms) return;
  const { output } = made.forward();
  checkTarget(made, { kind: 'output' }, output);
  for (const { target, gradient } of differentiated(made)) checkTarget(made, target, gradient);
}

function checkTarget(made: LayerCase, target: EntryTarget, values: Tensor): void {
  const state = stateOf(made);
  const failures: string[] = [];
  for (const [flat, value] of values.data.entries()) {
    const index = unravel(flat, values.shape);
    const sum = made.layer.terms!(target, index, state);
    if (!sum) {
      if (target.kind !== 'output') failures.push(`${target.kind}[${index.join()}] has no terms`);
      continue;
    }
    const products = sum.terms.map(({ product }) => product);
    const plus = sum.plus?.factor.value ?? 0;
    const magnitude = products.reduce((total, product) => total + Math.abs(product), Math.abs(plus));
    const total = products.reduce((all, product) => all + product, plus);
    const adds = Math.abs(total - value) <= 1e-12 * magnitude;
    if (!adds) failures.push(`${target.kind}[${index.join()}] is ${value}, but its terms add up to ${total}`);
    for (const term of sum.terms) {
      const wrong = wrongTerm(state, sum, term);
      if (wrong) failures.push(`${target.kind}[${index.join()}] at ${term.at.join()}: ${wrong}`);
    }
  }
  expect(failures).toEqual([]);
}

/** What is wrong with a term: every factor must stand where it says, and where the general term puts it. */
function wrongTerm(state: State, sum: TermSum, { at, factors, product }: Term): string | undefined {
  if (at.length !== sum.indices.length || factors.length !== sum.factors.length) return 'length';
  if (sum.indices.some(({ from, to }, axis) => at[axis]! < from || at[axis]! > to)) return 'bounds';
  if (Math.abs(factors.reduce((all, { value }) => all * value, 1) - product) > 1e-14) return 'product';
  const values = new Map(sum.indices.map(({ name }, axis) => [name, at[axis]!]));
  for (const [position, { source, index, value }] of factors.entries()) {
    if (source.kind === 'local') continue;
    const tensor = sourceTensor(state, source);
    if (value !== tensor.data[ravel(index, tensor.shape)]) return `value of factor ${position}`;
    const { subscripts } = sum.factors[position]!;
    const batchLeftOut = source.kind !== 'parameter' && tensor.shape[0] === 1 && subscripts.length === index.length - 1;
    const extents = batchLeftOut ? tensor.shape.slice(1) : tensor.shape;
    const written = subscripts.map((text, axis) => evaluateSubscript(text, values, extents[axis]!));
    if (String(written) !== String(batchLeftOut ? index.slice(1) : index)) return `subscripts of factor ${position}`;
  }
  return undefined;
}

function sourceTensor({ inputs, parameters, output, delta }: State, source: FactorSource): Tensor {
  if (source.kind === 'delta') return delta!;
  if (source.kind === 'input') return inputs[source.input]!;
  if (source.kind === 'parameter') return parameters[source.parameter]!;
  return output;
}

type State = ReturnType<typeof stateOf>;
