/** A value written in a setting: numbers, texts, lists of them. */
import type { Expression } from '../python/ast';
import { parsePython } from '../python/parse';

/** Undefined where it is anything else. */
export function evaluateLiteral(text: string): unknown {
  const { body, problems } = parsePython(text);
  const [statement] = body;
  return problems.length === 0 && body.length === 1 && statement?.kind === 'expression'
    ? valueOf(statement.value)
    : undefined;
}

function valueOf(expression: Expression): unknown {
  switch (expression.kind) {
    case 'integer':
    case 'float':
    case 'string':
    case 'constant':
      return expression.value;
    case 'unary': {
      const value = valueOf(expression.operand);
      return expression.operator === '-' && typeof value === 'number' ? -value : undefined;
    }
    case 'tuple':
    case 'list': {
      const items = expression.items.map(valueOf);
      return items.some((item) => item === undefined) ? undefined : items;
    }
    default:
      return undefined;
  }
}
