/** Where in a JSON file Keras or TensorFlow.js has put its model. */
import type { Path } from '../../engine/problem';
import { isObject, type JsonObject } from '../netJson/values';

/** A model: `{ "class_name": "Sequential" | "Functional" | "Model", "config": … }`, and where it stands. */
export interface ModelJson {
  readonly model: JsonObject;
  readonly at: Path;
  /** TensorFlow.js: the files of the weights and what is in them. */
  readonly manifest: unknown;
}

const modelClasses = ['Sequential', 'Functional', 'Model'];
export const isModel = (value: unknown): boolean =>
  isObject(value) && modelClasses.includes(String(value.class_name)) && value.config !== undefined;

/** Undefined where this is no Keras model. */
export function findModel(value: unknown): ModelJson | undefined {
  if (!isObject(value)) return undefined;
  const manifest = value.weightsManifest;
  for (const at of [[], ['modelTopology'], ['modelTopology', 'model_config'], ['model_config']]) {
    const model = at.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
    if (isObject(model) && isModel(model)) return { model, at, manifest };
  }
  return undefined;
}
