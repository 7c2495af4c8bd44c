/** Small models for tests, from layers as a file would state them. */
import { summarize } from '../../../src/engine/describe';
import type { RunEvent } from '../../../src/engine/events';
import { drawNormal } from '../../../src/engine/init';
import { instantiate } from '../../../src/engine/instantiate';
import type { Model } from '../../../src/engine/model';
import { planNetwork, type LayerSpec } from '../../../src/engine/network';
import type { Problem } from '../../../src/engine/problem';
import { mersenneTwister } from '../../../src/engine/rng';
import { newRunRecord, run, type RunOptions, type RunRecord } from '../../../src/engine/run';
import type { NetworkSummary, RunReport } from '../../../src/engine/summary';
import { tensor, type Shape, type Tensor } from '../../../src/engine/tensor';

export type LayerLine = { readonly type: string; readonly name?: string; readonly [option: string]: unknown };

export interface Built {
  readonly model: Model;
  readonly summary: NetworkSummary;
  readonly problems: readonly Problem[];
}

export function build(
  inputShape: Shape,
  lines: readonly LayerLine[],
  more: { loss?: string; target?: Tensor; input?: Tensor; seed?: number } = {},
): Built {
  const layers = lines.map(({ type, name, inputs, ...settings }): LayerSpec => ({
    type,
    ...(name === undefined ? {} : { name }),
    ...(inputs === undefined ? {} : { inputs: inputs as string[] }),
    settings,
  }));
  const loss = { type: more.loss ?? 'MSELoss', settings: {} };
  const seed = more.seed ?? 0;
  const { network, problems } = planNetwork({ name: 'test', inputShape, layers, loss, mode: 'train', seed });
  const { parameters } = instantiate(network);
  const input = more.input ?? drawNormal(inputShape, mersenneTwister(seed + 1));
  const output = network.layers.at(-1)?.fit?.output;
  const target = more.target ?? (output && network.loss?.definition.defaultTarget(output));
  const summary = summarize(network, {
    input: 'random',
    image: false,
    target: '',
    layerRange: () => undefined,
    lossRange: undefined,
  });
  return { model: { network, parameters, input, target }, summary, problems };
}

/** The same model with one layer's definition changed: how tests plant a fault. */
export function withLayer(
  built: Built,
  index: number,
  change: (layer: NonNullable<Model['network']['layers'][number]['definition']>) => object,
): Built {
  const layers = built.model.network.layers.map((layer) =>
    layer.index === index ? { ...layer, definition: { ...layer.definition!, ...change(layer.definition!) } } : layer,
  );
  return { ...built, model: { ...built.model, network: { ...built.model.network, layers } } };
}

export async function runAll(
  built: Built,
  options: RunOptions = {},
  cancelAfter = Infinity,
): Promise<{ events: RunEvent[]; report: RunReport | undefined; record: RunRecord }> {
  const events: RunEvent[] = [];
  const record = newRunRecord();
  let pauses = 0;
  const control = { cancelled: () => pauses > cancelAfter, pause: async () => void pauses++ };
  for await (const event of run(built.model, built.summary, options, control, record)) events.push(event);
  const last = events.at(-1);
  return { events, report: last?.type === 'runDone' ? last.report : undefined, record };
}

export const classes = (...labels: number[]): Tensor => tensor([labels.length], labels);
