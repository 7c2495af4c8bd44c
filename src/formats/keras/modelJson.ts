/** Where in a JSON file Keras or TensorFlow.js has put its model. */
import type { Path } from '../../engine/problem';
import { isObject, type JsonObject } from '../netJson/values';

/** A model: `{ "class_name": "Sequential" | "Functional" | "Model", "config": … }`, and where it stands. */
export interface ModelJson {
  readonly model: JsonObject;
  readonly at: Path;
  /** Of Keras; 2 where it says nothing of later. */
  readonly version: 2 | 3;
  /** TensorFlow.js: the files of the weights and what is in them. */
  readonly manifest: unknown;
  /** What the model was compiled with. */
  readonly training: unknown;
}

const modelClasses = ['Sequential', 'Functional', 'Model'];
export const isModel = (value: unknown): boolean =>
  isObject(value) && modelClasses.includes(String(value.class_name)) && value.config !== undefined;

/** Undefined where this is no Keras model. */
export function findModel(value: unknown): ModelJson | undefined {
  if (!isObject(value)) return undefined;
  const manifest = value.weightsManifest;
  for (const at of [[], ['modelTopology'], ['modelTopology', 'model_config'], ['model_config']]) {
    const chain = at.reduce<unknown[]>((all, key) => [...all, inside(all.at(-1), key)], [value]);
    const model = chain.at(-1);
    if (!isObject(model) || !isModel(model)) continue;
    // The innermost that says it.
    const said = (key: string): unknown => chain.reduce<unknown>((known, one) => inside(one, key) ?? known, undefined);
    const version = String(said('keras_version') ?? '').startsWith('3') || said('module') === 'keras' ? 3 : 2;
    return { model, at, version, manifest, training: said('training_config') ?? said('compile_config') };
  }
  return undefined;
}

const inside = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
