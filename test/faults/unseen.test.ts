/**
 * Mistakes that no difference quotient sees, since forward and backward agree or since they lie between two calls: each
 * has a line of its own in the report, and the layer at fault is named.
 */
import { describe, expect, it } from 'vitest';
import { gradientOf, type Bench } from '../../src/engine/diagnose/bench';
import { benchOf } from '../../src/engine/diagnose/benchOf';
import type { Mistake } from '../../src/engine/diagnose/mistake';
import { mistakes } from '../../src/engine/diagnose/mistakes/index';
import type { EntryTarget, Layer } from '../../src/engine/layer';
import type { LayerReport, PropertyReport } from '../../src/engine/summary';
import { tensor, type Tensor } from '../../src/engine/tensor';
import { passOver, type Trace } from '../../src/engine/trace';
import { build, runAll, withLayer, type Built, type LayerLine } from '../unit/engine/build';
import { distance, SMALLEST, subjects } from './support/cases';
import { namedIn, reportOf } from './support/verdict';

const lines: LayerLine[] = [
  { type: 'Conv2d', name: 'conv', out_channels: 3, kernel_size: [3, 2], stride: [1, 2], padding: [0, 1] },
  { type: 'ReLU', name: 'relu' },
  { type: 'MaxPool2d', name: 'pool', kernel_size: 2, stride: 1 },
  { type: 'Flatten', name: 'flat' },
  { type: 'Linear', name: 'fc', out_features: 4 },
];

/** The run with one layer replaced by one of the user's own that claims to be it. */
async function reportsWith(name: string, change: (layer: Layer, index: number, right: Built) => object) {
  const right = build([3, 2, 6, 7], lines);
  const index = lines.findIndex((line) => line.name === name);
  const own = withLayer(right, index, (layer) => ({ ...change(layer, index, right), type: './own.ts', like: layer }));
  const { report } = await runAll(own);
  expect(report!.layers.filter(({ verdict }) => verdict === 'wrong').map((layer) => layer.name)).toEqual([name]);
  expect(report!.firstAtFault).toBe(index);
  return report!.layers[index]!;
}

const brokenIn = ({ properties = [] }: LayerReport): PropertyReport['property'][] =>
  properties.flatMap(({ property, verdict }) => (verdict === 'wrong' ? [property] : []));

const sentenceOf = ({ properties = [] }: LayerReport, wanted: PropertyReport['property']): string =>
  properties.find(({ property }) => property === wanted)!.sentence;

const failures = ({ tensors }: LayerReport): number => tensors.reduce((sum, { failed }) => sum + failed, 0);

const OUTPUT: EntryTarget = { kind: 'output' };
const DX: EntryTarget = { kind: 'inputDelta', input: 0 };

const mistakeOf = (id: string): Mistake => mistakes.find((mistake) => mistake.id === id)!;

/** Both passes with the mistake in them: they agree with each other, and with nobody else. */
function bothPasses(trace: Trace, index: number, mistake: Mistake): object {
  const bench = (target: EntryTarget, pieces: Partial<Bench>): Bench => ({
    ...benchOf(trace, index, target)!,
    ...pieces,
  });
  return {
    probe: undefined,
    forward: (...[inputs, parameters]: Parameters<Layer['forward']>) => ({
      output: gradientOf(mistake.make(bench(OUTPUT, { inputs, parameters: parameters as Bench['parameters'] }))!),
      saved: inputs,
    }),
    backward: (...[delta, inputs]: Parameters<Layer['backward']>) => ({
      inputs: [gradientOf(mistake.make(bench(DX, { inputs: inputs as Tensor[], delta }))!)],
      parameters: {},
    }),
  };
}

describe('mistakes in both passes, with which gradcheck is content', () => {
  it('convolution for cross-correlation', async () => {
    const conv = await reportsWith('conv', ({ forward, backward }) => {
      const turned = (options: object) => ({ ...options, operation: 'convolution' });
      return {
        probe: undefined,
        forward: (...[inputs, parameters, options, context]: Parameters<Layer['forward']>) =>
          forward(inputs, parameters, turned(options), context),
        backward: (...[delta, saved, parameters, options]: Parameters<Layer['backward']>) =>
          backward(delta, saved, parameters, turned(options)),
      };
    });
    expect(failures(conv)).toBe(0);
    expect(brokenIn(conv)).toEqual(['parity']);
    expect(sentenceOf(conv, 'parity')).toMatch(/^Forward of conv differs from Conv2d in .* entries: output\[/);
    expect(conv.diagnoses?.map(({ mistakes: said }) => said)).toEqual([['convolution-for-correlation']]);
  });

  it('maps flattened channels last', async () => {
    const flat = await reportsWith('flat', (_layer, index, { model }) =>
      bothPasses(passOver(model), index, mistakeOf('flattened-channels-last')),
    );
    expect(failures(flat)).toBe(0);
    expect(brokenIn(flat)).toEqual(['parity']);
    expect(flat.diagnoses?.map(({ mistakes: said }) => said)).toEqual([['flattened-channels-last']]);
  });

  it('samples mixed in flattening', async () => {
    const flat = await reportsWith('flat', (_layer, index, { model }) =>
      bothPasses(passOver(model), index, mistakeOf('flatten-mixes-samples')),
    );
    expect(failures(flat)).toBe(0);
    expect(brokenIn(flat)).toEqual(['sampleIndependence', 'parity']);
    expect(sentenceOf(flat, 'sampleIndependence')).toContain('In flat samples mix');
    expect(flat.diagnoses?.map(({ mistakes: said }) => said)).toEqual([['flatten-mixes-samples']]);
  });
});

describe('mistakes between two calls', () => {
  it('a saved argmax that backward uses up', async () => {
    const pool = await reportsWith('pool', ({ backward }) => ({
      backward: (...[delta, saved, ...rest]: Parameters<Layer['backward']>) => {
        const result = backward(delta, saved, ...rest);
        (saved as { readonly argmax: Int32Array }).argmax.fill(0);
        return result;
      },
    }));
    expect(brokenIn(pool)).toContain('determinism');
    expect(sentenceOf(pool, 'determinism')).toContain('Backward of pool gives another result when asked again');
  });

  it('a pre-activation that is overwritten in place', async () => {
    const relu = await reportsWith('relu', ({ forward }) => ({
      probe: undefined,
      forward: (...[inputs, ...rest]: Parameters<Layer['forward']>) => {
        const result = forward(inputs, ...rest);
        inputs[0]!.data.set(result.output.data);
        return result;
      },
    }));
    expect(brokenIn(relu)).toEqual(['inputsUnmodified']);
    expect(sentenceOf(relu, 'inputsUnmodified')).toContain('In relu forward changes its input');
  });

  it('a backward pass that changes the δ that it is given', async () => {
    const relu = await reportsWith('relu', ({ backward }) => ({
      backward: (...[delta, ...rest]: Parameters<Layer['backward']>) => {
        const result = backward(delta, ...rest);
        delta.data.set(result.inputs[0]!.data);
        return result;
      },
    }));
    expect(brokenIn(relu)).toEqual(['inputsUnmodified']);
    expect(sentenceOf(relu, 'inputsUnmodified')).toContain('backward changes the δ that it is given');
  });

  it('weights that are updated inside the loop over samples', async () => {
    const [RATE, FEATURES] = [0.1, 4];
    const fc = await reportsWith('fc', ({ backward }) => ({
      backward: (...[delta, saved, parameters, options]: Parameters<Layer['backward']>) => {
        const samples = delta.shape[0]!;
        const passes = Array.from({ length: samples }, (_, n) => {
          const own = delta.data.map((d, flat) => (Math.floor(flat / FEATURES) === n ? d : 0));
          const pass = backward(tensor(delta.shape, own), saved, parameters, options);
          const { weight } = parameters as { readonly weight: Tensor };
          const gradient = pass.parameters.weight as Tensor;
          for (let k = 0; k < gradient.data.length; k++) weight.data[k]! -= RATE * gradient.data[k]!;
          return pass;
        });
        const sum = (of: (pass: (typeof passes)[number]) => Tensor): Tensor => ({
          shape: of(passes[0]!).shape,
          data: of(passes[0]!).data.map((_, k) => passes.reduce((total, pass) => total + of(pass).data[k]!, 0)),
        });
        return {
          inputs: [sum(({ inputs }) => inputs[0]!)],
          parameters: {
            weight: sum((pass) => pass.parameters.weight as Tensor),
            bias: sum((pass) => pass.parameters.bias as Tensor),
          },
        };
      },
    }));
    expect(brokenIn(fc)).toContain('inputsUnmodified');
    expect(sentenceOf(fc, 'inputsUnmodified')).toContain('a pass changes weight');
  });
});

describe('mistakes in a forward pass alone', () => {
  it('are caught by the layer that it claims to be, and named', async () => {
    const [uncaught, unnamed]: [string[], string[]] = [[], []];
    const tried = new Set<string>();
    for (const { model, summary, layer, name, type } of subjects()) {
      const trace = passOver(model);
      const bench = layer < trace.layers.length ? benchOf(trace, layer, OUTPUT) : undefined;
      for (const mistake of bench ? mistakes : []) {
        const made = mistake.make(bench!);
        if (!made || distance(gradientOf(made), bench!.output) <= SMALLEST || tried.has(`${mistake.id} ${type}`))
          continue;
        tried.add(`${mistake.id} ${type}`);
        const layers = model.network.layers.map((planned) =>
          planned.index === layer
            ? { ...planned, definition: otherForward(planned.definition!, bench!, mistake) }
            : planned,
        );
        const report = await reportOf({ ...model, network: { ...model.network, layers } }, summary);
        if (!brokenIn(report.layers[layer]!).includes('parity')) uncaught.push(`${mistake.id} in ${name}`);
        else if (!namedIn(report, layer, OUTPUT)?.includes(mistake.id)) unnamed.push(`${mistake.id} in ${name}`);
      }
    }
    console.log(`forward passes: ${tried.size} pairs of mistake and layer, not named: ${unnamed.join(', ') || 'none'}`);
    expect(uncaught).toEqual([]);
    expect(unnamed.length / tried.size).toBeLessThanOrEqual(0.05);
  }, 120_000);
});

function otherForward(layer: Layer, bench: Bench, mistake: Mistake): Layer {
  const { probe: _none, ...rest } = layer;
  return {
    ...rest,
    forward: (inputs, parameters, options, context) => ({
      ...layer.forward(inputs, parameters, options, context),
      output: gradientOf(mistake.make({ ...bench, inputs, parameters: parameters as Bench['parameters'] })!),
    }),
  };
}
