/** A planned network with its numbers. */
import { instantiate } from '../../engine/instantiate';
import type { Model } from '../../engine/model';
import { fittingLayers, runnableLayers, type Network } from '../../engine/network';
import type { Problem } from '../../engine/problem';
import type { Tensor } from '../../engine/tensor';
import type { DataFiles } from './dataFiles';
import type { LoadedInput } from './input';
import type { DataSetting, Placed } from './settings';
import { loadTarget, type LoadedTarget } from './target';

export interface NumberSettings {
  readonly target: Placed<DataSetting> | undefined;
  /** A target that is a map has its channels last. */
  readonly channelsLast?: boolean;
  /** Reads the weights that the definition names; gives nothing where that fails. Left out: drawn from the seed. */
  readonly weights: (() => Promise<ReadonlyMap<string, Tensor> | undefined>) | undefined;
}

/** The model up to the first layer that does not fit. Without the weights that the definition names there is none. */
export async function modelOf(
  network: Network | undefined,
  input: LoadedInput,
  settings: NumberSettings,
  files: DataFiles,
  problems: Problem[],
): Promise<{ model: Model | undefined; target: LoadedTarget }> {
  const fitting = network ? fittingLayers(network) : 0;
  const whole = network !== undefined && fitting === network.layers.length;
  const output = whole ? network.layers.at(-1)?.fit?.output : undefined;
  const target = await loadTarget(settings.target, files, network?.loss, output, problems, settings.channelsLast);
  const found = problems.length;
  const weights = await settings.weights?.();
  // Drawn from the seed alone, nothing can be wrong: that waits until somebody asks, not for every key that is pressed.
  const drawn = settings.weights === undefined && !network?.layers.some(({ inline }) => Object.keys(inline).length > 0);
  const made = network && !drawn ? instantiate(network, weights) : undefined;
  problems.push(...(made?.problems ?? []));
  const sound = problems.slice(found).every(({ severity }) => severity === 'warning');
  if (!network || !input.tensor || fitting === 0 || !sound) return { model: undefined, target };
  // Code of a layer that could not be loaded ends the network as a layer does that does not fit.
  const running = runnableLayers(network);
  if (running === 0) return { model: undefined, target };
  const all = running === network.layers.length;
  const runnable = all ? network : { ...network, layers: network.layers.slice(0, running), loss: undefined };
  const numbers = { network: runnable, input: input.tensor, target: target.tensor };
  return { model: made ? { ...numbers, parameters: made.parameters } : drawnLater(numbers, network), target };
}

function drawnLater(numbers: Omit<Model, 'parameters'>, network: Network): Model {
  let parameters: Model['parameters'] | undefined;
  return {
    ...numbers,
    get parameters() {
      return (parameters ??= instantiate(network).parameters);
    },
  };
}
