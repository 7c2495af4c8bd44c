/** A layer, or a loss, in the middle of a small network: cut out of a longer input before it, bent and compared behind it. */
import { summarize } from '../../../src/engine/describe';
import { drawUniform } from '../../../src/engine/init';
import type { Layer, Sample } from '../../../src/engine/layer';
import type { Loss } from '../../../src/engine/loss';
import type { Model } from '../../../src/engine/model';
import { planNetwork, type LayerSpec, type Network } from '../../../src/engine/network';
import { mersenneTwister, type Rng } from '../../../src/engine/rng';
import type { NetworkSummary } from '../../../src/engine/summary';
import { sizeOf, tensor, type Shape, type Tensor } from '../../../src/engine/tensor';

export interface Subject {
  /** `Conv2d, groups` */
  readonly name: string;
  readonly type: string;
  readonly model: Model;
  readonly summary: NetworkSummary;
  /** Index of the layer in question; of the loss the number of layers. */
  readonly layer: number;
}

const SEED = 11;

/** Small integers where ties are wanted, the sample's range, or around 0. */
function draw(shape: Shape, rng: Rng, { integers, range }: Sample): Tensor {
  const [from, to] = range ?? (integers ? [-2, 2] : [-1.5, 1.5]);
  if (!integers) return drawUniform(shape, rng, from, to);
  return tensor(shape, drawUniform(shape, rng, from - 0.5, to + 0.5).data.map(Math.round));
}

/** Every input is a stretch of the network's one input, in a shape of its own and with its sign turned. */
function cutOut(inputs: readonly Shape[]): LayerSpec[] {
  let start = 0;
  return inputs.flatMap((shape, k) => {
    const end = start + sizeOf(shape);
    const slice: LayerSpec = { name: `cut${k}`, type: 'Slice', inputs: ['input'], settings: { start, end } };
    start = end;
    return [
      slice,
      { name: `v${k}`, type: 'View', inputs: [`cut${k}`], settings: { shape: [...shape] } },
      { name: `x${k}`, type: 'Neg', inputs: [`v${k}`], settings: {} },
    ];
  });
}

const summaryOf = (network: Network): NetworkSummary =>
  summarize(network, {
    input: 'drawn',
    image: false,
    target: 'drawn',
    layerRange: () => undefined,
    lossRange: undefined,
  });

export function layerSubject(layer: Layer, sample: Sample): Subject {
  const layers: LayerSpec[] = [
    ...cutOut(sample.inputs),
    { name: 'subject', type: layer.type, inputs: sample.inputs.map((_, k) => `x${k}`), settings: sample.options },
    { name: 'bent', type: 'Softsign', settings: {} },
    { name: 'half', type: 'Mul', settings: { other: 0.5 } },
  ];
  const size = sample.inputs.reduce((sum, shape) => sum + sizeOf(shape), 0);
  const mode = (sample.training ?? true) ? 'train' : 'eval';
  const spec = { name: 'faults', inputShape: [size], layers, mode, seed: SEED } as const;
  const { network, problems } = planNetwork({ ...spec, loss: { type: 'MSELoss', settings: {} } });
  if (problems.length > 0) throw new Error(`${layer.type}, ${sample.name}: ${problems[0]!.message}`);
  const rng = mersenneTwister(SEED);
  const input = tensor(
    [size],
    sample.inputs.flatMap((shape) => Array.from(draw(shape, rng, sample).data, (value) => -value)),
  );
  const parameters = network.layers.map(({ fit }) =>
    Object.fromEntries(
      Object.entries(fit!.parameters).map(([name, spec]) => {
        const { shape } = spec!;
        const drawn = drawUniform(shape, rng, -1.5, 1.5);
        const positive = layer.parameters[name]!.positive;
        return [
          name,
          positive
            ? tensor(
                shape,
                drawn.data.map((value) => Math.abs(value) + 0.25),
              )
            : drawn,
        ];
      }),
    ),
  );
  const target = drawUniform(network.layers.at(-1)!.fit!.output, rng, -1, 1);
  const index = network.layers.findIndex(({ name }) => name === 'subject');
  const model: Model = { network, parameters, input, target };
  return { name: `${layer.type}, ${sample.name}`, type: layer.type, model, summary: summaryOf(network), layer: index };
}

export function lossSubject(loss: Loss, sample: Loss['samples'][number]): Subject {
  const [shape] = sample.inputs as [Shape];
  const spec = {
    name: 'faults',
    inputShape: [sizeOf(shape)],
    layers: cutOut([shape]),
    mode: 'train',
    seed: SEED,
  } as const;
  const { network, problems } = planNetwork({ ...spec, loss: { type: loss.type, settings: sample.options } });
  if (problems.length > 0) throw new Error(`${loss.type}, ${sample.name}: ${problems[0]!.message}`);
  const drawn = draw(shape, mersenneTwister(SEED), sample).data.map((value) => -value);
  const input = tensor([sizeOf(shape)], drawn);
  const parameters = network.layers.map(() => ({}));
  const model: Model = { network, parameters, input, target: sample.target };
  const name = `${loss.type}, ${sample.name}`;
  return { name, type: loss.type, model, summary: summaryOf(network), layer: network.layers.length };
}
