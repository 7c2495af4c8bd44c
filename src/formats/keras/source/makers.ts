/** Functions that make Keras models, told from their text alone, and the arguments that such functions usually take. */
import type { Block, Expression, Statement } from '../../python/ast';
import type { PyFunction } from '../../python/values';
import { OPEN_EXTENT } from '../inputShape';
import { dataSetIn } from './dataSets';

export interface Makers {
  readonly functions: ReadonlySet<string>;
  /** Names that other functions and classes use. */
  readonly used: ReadonlySet<string>;
}

/** @param classes of the file that derive from Model */
export function makerNames(body: Block, classes: ReadonlySet<string>): Makers {
  const makers = new Set(['Sequential', 'Model', ...classes]);
  const functions = body.filter((statement) => statement.kind === 'function');
  const names = new Map(functions.map((statement) => [statement.name, mentionedIn(statement)]));
  for (let grows = true; grows;) {
    const before = makers.size;
    for (const { name, body: inner } of functions) {
      if (returns(inner) && [...names.get(name)!].some((one) => makers.has(one))) makers.add(name);
    }
    grows = makers.size > before;
  }
  const inner = [...functions, ...body.filter((statement) => statement.kind === 'class')];
  const used = new Set(
    inner.flatMap((statement) =>
      /^_*main/.test(statement.name) ? [] : [...mentionedIn(statement)].filter((name) => name !== statement.name),
    ),
  );
  return { functions: new Set(functions.map(({ name }) => name).filter((name) => makers.has(name))), used };
}

function returns(body: Block): boolean {
  return body.some((statement) => {
    if (statement.kind === 'return') return statement.value !== undefined;
    if (statement.kind === 'if') return returns(statement.then) || returns(statement.otherwise);
    return statement.kind === 'with' && returns(statement.body);
  });
}

/** Every name and attribute that is read somewhere in a statement. */
function mentionedIn(node: Statement | Expression): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const { kind, id, name } = value as { kind?: unknown; id?: unknown; name?: unknown };
      if (kind === 'name') found.add(String(id));
      if (kind === 'attribute') found.add(String(name));
      Object.values(value).forEach(visit);
    }
  };
  visit(node);
  return found;
}

export const required = ({ code, defaults }: PyFunction): string[] =>
  code.parameters
    .filter(({ name, style }) => (style === 'positional' || style === 'keyword') && !defaults.has(name))
    .map(({ name }) => name);

/** `input_shape=(28, 28, 1), num_classes=10`; undefined where an argument may be anything. */
export function argumentsFor(names: readonly string[], text: string): string | undefined {
  const data = dataSetIn(text);
  const shape = data?.shape ?? [OPEN_EXTENT, OPEN_EXTENT, 3];
  const usual = (name: string): string | undefined => {
    if (/^(input_?(shape|size|dim)|image_?(shape|size)|img_?(shape|size)|shape)$/i.test(name))
      return /size$/i.test(name) ? `(${shape[0]}, ${shape[1]})` : `(${shape.join(', ')})`;
    if (/^(n|nb|num|number_of)?_?(of_)?(class(es)?|labels|outputs?)$/i.test(name)) return String(data?.classes ?? 10);
    if (/^(height|rows|img_(height|rows|h)|image_height|h)$/i.test(name)) return String(shape[0]);
    if (/^(width|cols|columns|img_(width|cols|w)|image_width|w)$/i.test(name)) return String(shape[1] ?? shape[0]);
    if (/^(channels|depth|img_channels|num_channels|n_channels|c)$/i.test(name)) return String(shape[2] ?? 1);
    return undefined;
  };
  const given = names.map((name) => [name, usual(name)] as const);
  return given.every(([, value]) => value !== undefined)
    ? given.map(([name, value]) => `${name}=${value}`).join(', ')
    : undefined;
}
