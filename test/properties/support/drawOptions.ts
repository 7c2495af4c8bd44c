/** Values for the options of any layer or loss, drawn from the JSON schema that each option states. */
import type { JsonSchema, OptionSpecs } from '../../../src/engine/options';
import type { Shape } from '../../../src/engine/tensor';
import { choicesFrom, type Choices } from './choices';

/** One change to the settings of a sample: which option, and what it becomes. */
export interface Change {
  readonly option: number;
  readonly value: number;
}

export type Settings = { readonly [name: string]: unknown };

/** The settings with options drawn anew, or left out. Whether they are legal the layer itself must say. */
export function changedSettings(
  specs: OptionSpecs,
  base: Settings,
  changes: readonly Change[],
  inputs: readonly Shape[],
): Settings {
  const names = Object.keys(specs);
  const settings: { [name: string]: unknown } = { ...base };
  if (names.length === 0) return settings;
  for (const { option, value } of changes) {
    const name = names[option % names.length]!;
    const choices = choicesFrom(value);
    if (specs[name]!.fallback && choices.among(4) === 0) delete settings[name];
    else settings[name] = drawValue(specs[name]!.schema, choices, inputs[0] ?? []);
  }
  return settings;
}

/** Something that the schema admits. `shape` is what lists of integers of any length are made of: most are shapes or axes. */
function drawValue(schema: JsonSchema, choices: Choices, shape: Shape): unknown {
  if (Array.isArray(schema.enum)) return choices.of(schema.enum as unknown[]);
  if (Array.isArray(schema.anyOf)) return drawValue(choices.of(schema.anyOf as JsonSchema[]), choices, shape);
  const types = Array.isArray(schema.type) ? (schema.type as string[]) : [schema.type as string];
  switch (choices.of(types)) {
    case 'boolean':
      return choices.among(2) === 1;
    case 'integer':
      return drawInteger(schema, choices);
    case 'number':
      return choices.of(NUMBERS.filter((value) => admits(schema, value)));
    case 'array':
      return drawArray(schema, choices, shape);
    default:
      return null;
  }
}

const NUMBERS = [1, 0.5, 2, 0.1, 1.5, 0, 0.25, 3, -0.5, -1.25, 1e-3];

function drawInteger(schema: JsonSchema, choices: Choices): number {
  const least = schema.minimum as number | undefined;
  const candidates = least === undefined ? [0, 1, -1, 2, -2, 3] : [0, 1, 2, 3, 4].map((step) => least + step);
  return choices.of(candidates.filter((value) => admits(schema, value)));
}

function admits(schema: JsonSchema, value: number): boolean {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema as Bounds;
  return value >= minimum && value <= maximum && value > exclusiveMinimum;
}

interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

function drawArray(schema: JsonSchema, choices: Choices, shape: Shape): unknown[] {
  const items = schema.items as JsonSchema;
  const { minItems, maxItems } = schema as { readonly minItems?: number; readonly maxItems?: number };
  if (minItems !== undefined && minItems === maxItems) {
    return Array.from({ length: minItems }, () => drawValue(items, choices, shape));
  }
  if (items.type === 'integer') return [...choices.of(shapelike(shape))];
  const channels = shape[1] ?? 1;
  return Array.from({ length: channels }, () => drawValue(items, choices, shape));
}

/** Lists that a layer may take for this input: ends of its shape, orders of its axes, axes, other shapes of as many entries. */
function shapelike(shape: Shape): readonly (readonly number[])[] {
  const axes = shape.map((_, axis) => axis);
  const turned = axes.map((_, by) => [...axes.slice(by), ...axes.slice(0, by)]);
  return [
    ...axes.map((axis) => shape.slice(axis)),
    ...turned,
    [...axes].reverse(),
    ...axes.map((axis) => [axis]),
    axes.slice(-2),
    [-1],
    [-2, -1],
    [shape[0] ?? 1, -1],
    [-1, shape.at(-1) ?? 1],
    [shape[1] ?? 1, -1],
    [1, ...shape.slice(1)],
    [2, ...shape],
    ...shape.flatMap((extent) =>
      extent % 2 === 0
        ? [
            [2, extent / 2],
            [-1, 2],
          ]
        : [[1, extent]],
    ),
  ];
}
