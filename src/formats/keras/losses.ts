/** What Keras calls a loss, as the engine's. */
import type { LayerSpec } from '../../engine/network';
import { isObject } from '../netJson/values';

export interface KerasLoss {
  /** `sparse_categorical_crossentropy` */
  readonly name: string;
  readonly fromLogits: boolean;
  readonly smoothing?: number;
}

interface Loss {
  readonly type: string;
  readonly settings: { readonly [name: string]: unknown };
}

const named: { readonly [name: string]: Loss } = {
  mse: { type: 'MSELoss', settings: {} },
  mean_squared_error: { type: 'MSELoss', settings: {} },
  mae: { type: 'L1Loss', settings: {} },
  mean_absolute_error: { type: 'L1Loss', settings: {} },
  huber: { type: 'HuberLoss', settings: {} },
  huber_loss: { type: 'HuberLoss', settings: {} },
};

const entropies = ['categorical_crossentropy', 'sparse_categorical_crossentropy'];

/** `SparseCategoricalCrossentropy` → `sparse_categorical_crossentropy`; abbreviations stay: `MSE` → `mse`. */
export const lossName = (name: string): string =>
  name === name.toUpperCase() ? name.toLowerCase() : name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();

/** Undefined for a loss that has no counterpart yet. */
export function isKnownLoss(name: string): boolean {
  return name in named || entropies.includes(name) || name === 'binary_crossentropy';
}

export interface LossPlan {
  /** The model's layers, and the logarithm before the loss where the model gives probabilities. */
  readonly layers: readonly LayerSpec[];
  readonly loss: Loss;
  /** A warning. */
  readonly note?: string;
}

/** @param stated in the run's settings; it beats the file's. Without any it is that of the last activation. */
export function lossFor(specs: readonly LayerSpec[], own: KerasLoss | undefined, stated: Loss | undefined): LossPlan {
  const last = specs.at(-1);
  const plain = (type: string): LossPlan => ({ layers: specs, loss: { type, settings: {} } });
  if (stated) return { layers: specs, loss: stated };
  if (!own || !isKnownLoss(own.name)) {
    if (last?.type === 'Softmax') return ofProbabilities(specs);
    if (last?.type === 'Sigmoid') return plain('BCELoss');
    if (last?.type === 'LogSoftmax') return plain('NLLLoss');
    const units = last?.settings.out_features;
    return plain(last?.type === 'Linear' && units !== 1 ? 'CrossEntropyLoss' : 'MSELoss');
  }
  if (own.name === 'binary_crossentropy') {
    if (own.fromLogits) return plain('BCEWithLogitsLoss');
    if (last?.type === 'Sigmoid' || last?.type === 'Softmax') return plain('BCELoss');
    return { ...plain('BCEWithLogitsLoss'), note: noProbabilities(own.name, 'sigmoid') };
  }
  if (!entropies.includes(own.name)) return { layers: specs, loss: named[own.name]! };
  if (!own.fromLogits && last?.type === 'Softmax') return ofProbabilities(specs);
  const settings = own.smoothing ? { label_smoothing: own.smoothing } : {};
  const loss = { type: 'CrossEntropyLoss', settings };
  return own.fromLogits ? { layers: specs, loss } : { layers: specs, loss, note: noProbabilities(own.name, 'softmax') };
}

const noProbabilities = (loss: string, activation: string): string =>
  `${loss} reads probabilities, but the last layer ends in no ${activation}: say from_logits=True, or add the activation. It is computed from logits here.`;

/** −log p is the negative log-likelihood of log p. */
function ofProbabilities(specs: readonly LayerSpec[]): LossPlan {
  const before = specs.at(-1)!.name!;
  const log: LayerSpec = { name: 'loss.log', type: 'Log', inputs: [before], settings: {} };
  return { layers: [...specs, log], loss: { type: 'NLLLoss', settings: {} } };
}

/** Of `training_config` and `compile_config`: a name, or `{ "class_name": …, "config": { "from_logits": … } }`. */
export function trainedWith(training: unknown): KerasLoss | undefined {
  const loss = isObject(training) ? training.loss : undefined;
  if (typeof loss === 'string') return { name: lossName(loss), fromLogits: false };
  if (!isObject(loss)) return undefined;
  const config = isObject(loss.config) ? loss.config : {};
  const name = typeof loss.config === 'string' ? loss.config : String(loss.class_name);
  const smoothing = typeof config.label_smoothing === 'number' ? config.label_smoothing : 0;
  return { name: lossName(name), fromLogits: config.from_logits === true, smoothing };
}
