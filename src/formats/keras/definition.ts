/** From the calls of a Keras model and the settings of its run to a definition, whichever file they come from. */
import { summarize } from '../../engine/describe';
import { planNetwork, type Network } from '../../engine/network';
import { problem, type Path, type Problem } from '../../engine/problem';
import type { Tensor } from '../../engine/tensor';
import type { NetworkSummary, SourceRange } from '../../engine/summary';
import type { Model } from '../../engine/model';
import type { DataFiles } from '../numbers/dataFiles';
import { loadInput } from '../numbers/input';
import { modelOf } from '../numbers/model';
import { tooManyParameters } from '../numbers/tooMany';
import type { Run } from '../pytorch/settings';
import type { Builder } from './builder';
import type { KerasCalls } from './calls';
import { channelsLastIn, convert } from './convert';
import { inputShapeOf } from './inputShape';
import { withLayouts } from './layouts';
import { lossFor, type KerasLoss } from './losses';
import { namedWeights } from './namedWeights';
import { asParameters } from './weights';

export interface KerasModel extends KerasCalls {
  readonly name: string;
  readonly version: 2 | 3;
  /** Of the input, in Keras's order; null for an axis that the file leaves open, undefined where it says nothing. */
  readonly stated: readonly (number | null)[] | undefined;
  /** Samples of a batch that nobody states. */
  readonly batch: number;
  /** What the file trains with; undefined where it does not say. */
  readonly loss: KerasLoss | undefined;
  /** Everything is there: no error came before the end of the model. */
  readonly whole: boolean;
  /** How the input's shape was found, where it is not the model that states it: `from MNIST, named in the file`. */
  readonly shapeFrom?: string;
  /** The weights that come with the file, by their names in it, or a sentence. */
  readonly weights?: () => Promise<ReadonlyMap<string, Tensor> | string>;
  /** Where problems with them are shown. */
  readonly weightsAt: Path;
}

export interface Places {
  /** Of a layer, by the path that the calls carry. */
  layer(at: Path): SourceRange | undefined;
  readonly loss: SourceRange | undefined;
}

export interface Defined {
  readonly network: Network | undefined;
  readonly summary: NetworkSummary | undefined;
  readonly model: Model | undefined;
  readonly builder: Builder;
}

/** Every problem is appended to `problems`; those of layers carry the path of their call. */
export async function define(
  model: KerasModel,
  run: Run,
  files: DataFiles,
  places: Places,
  problems: Problem[],
): Promise<Defined> {
  const channelsLast = channelsLastIn(model);
  const shape = inputShapeOf(model, run.shape, channelsLast, run.data !== undefined, problems);
  const input = await loadInput(
    { shape: shape.value && { value: shape.value, at: run.shape?.at ?? [] }, data: run.data, channelsLast },
    files,
    run.seed,
    problems,
  );
  const { builder, whole } = convert(model, input.shape, model.version, problems);
  const complete = model.whole && whole;
  const { layers, loss, note } = lossFor(builder.specs, model.loss, run.loss?.value);
  if (note !== undefined && complete) problems.push(problem(['compile'], note, { severity: 'warning' }));
  const plan =
    layers.length === 0
      ? undefined
      : planNetwork({
          name: model.name,
          inputShape: input.shape,
          layers: complete ? layers : builder.specs,
          loss: complete ? loss : undefined,
          mode: run.mode,
          seed: run.seed,
        });
  // Of a model that stops early, the layers that nobody reads yet are no mistake.
  const planned = (plan?.problems ?? []).filter(({ severity }) => complete || severity === 'error');
  problems.push(...planned.map((found) => placed(found, builder)));
  const network = plan?.network;
  const read = run.weights ? namedWeights(run.weights.value, files) : model.weights;
  const at = run.weights?.at ?? model.weightsAt;
  const weights =
    read &&
    network &&
    (async () => {
      const given = await read();
      if (typeof given !== 'string') return asParameters(builder.weights, network, given, at, problems);
      problems.push(problem(at, given));
      return undefined;
    });
  const numbers = { target: run.target, channelsLast, weights };
  const tooLarge = network && tooManyParameters(network);
  if (tooLarge !== undefined) problems.push(problem([], tooLarge, { severity: 'warning' }));
  const made = await modelOf(tooLarge === undefined ? network : undefined, input, numbers, files, problems);
  const label = shape.from === undefined ? input.label : `${input.label}, shape ${shape.from}`;
  const summary =
    network &&
    summarize(network, {
      input: label,
      image: input.image,
      inputDetails: input.details,
      target: made.target.label,
      layerRange: (index) => {
        const at = network.layers[index]!.path[1] as number;
        const call = builder.places[at];
        return call ? places.layer(call) : places.loss;
      },
      lossRange: places.loss,
    });
  return {
    network,
    summary: summary && withLayouts(summary, builder),
    model: complete ? made.model : made.model && { ...made.model, target: undefined },
    builder,
  };
}

/** A problem of the plan, at the call that the layer comes from. */
function placed(found: Problem, { places }: Builder): Problem {
  const [section, at] = found.path;
  const call = section === 'layers' && typeof at === 'number' ? places[at] : undefined;
  return call ? { ...found, path: call } : found;
}
