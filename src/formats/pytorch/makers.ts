/** Functions that make models, told from their text alone. */
import type { Block, Expression, FunctionParts, Statement } from '../python/ast';

/** Names of classes, and of functions that return what one of them, or of such functions, has made. */
export function makersIn(body: Block, classes: ReadonlySet<string>): Set<string> {
  const makers = new Set(classes);
  const functions = body.filter((statement) => statement.kind === 'function');
  for (let grows = true; grows;) {
    const before = makers.size;
    for (const { name, body: inner } of functions) if (returnsOneOf(inner, makers)) makers.add(name);
    grows = makers.size > before;
  }
  return makers;
}

function returnsOneOf(body: Block, makers: ReadonlySet<string>): boolean {
  const known = new Set(makers);
  const mentions = (value: Expression): boolean => [...namesIn(value)].some((name) => known.has(name));
  return statementsIn(body).some((statement) => {
    if (statement.kind === 'assign' && mentions(statement.value)) {
      for (const target of statement.targets) if (target.kind === 'name') known.add(target.id);
    }
    return statement.kind === 'return' && statement.value !== undefined && mentions(statement.value);
  });
}

/** Also those within `if`, `for`, `with` and `try`, but not those of inner functions and classes. */
export function statementsIn(body: Block): Statement[] {
  return body.flatMap((statement): Statement[] => {
    switch (statement.kind) {
      case 'if':
        return statementsIn([...statement.then, ...statement.otherwise]);
      case 'for':
      case 'while':
      case 'with':
        return statementsIn(statement.body);
      case 'try':
        return statementsIn([...statement.body, ...statement.handlers.flatMap((one) => one.body)]);
      default:
        return [statement];
    }
  });
}

export type FunctionStatement = Extract<Statement, { kind: 'function' }>;

/** A function that others may call: its name does not begin with an underscore. */
export const isFactory = (statement: Statement, makers: ReadonlySet<string>): statement is FunctionStatement =>
  statement.kind === 'function' && !statement.name.startsWith('_') && makers.has(statement.name);

/** Every name that is read somewhere in a statement. */
export function namesIn(node: Statement | Expression): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const { kind, id } = value as { kind?: unknown; id?: unknown };
      if (kind === 'name' && typeof id === 'string') found.add(id);
      else Object.values(value).forEach(visit);
    }
  };
  visit(node);
  return found;
}

/** Arguments that a function does not do without. */
export const needed = ({ parameters }: FunctionParts): string[] =>
  parameters
    .filter(({ style, fallback }) => (style === 'positional' || style === 'keyword') && fallback === undefined)
    .map(({ name }) => name);
