/** An expression in a sentence, as it was written. */
import type { Expression } from './ast';

/** `self.scale > 2` → "`self.scale > 2`"; what is long is only named. */
export function describe(expression: Expression): string {
  const text = written(expression);
  return text === undefined || text.length > 48 ? 'This condition' : `"${text}"`;
}

function written(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'name':
      return expression.id;
    case 'integer':
    case 'float':
      return String(expression.value);
    case 'constant':
      return expression.value === null ? 'None' : expression.value ? 'True' : 'False';
    case 'attribute': {
      const object = written(expression.object);
      return object && `${object}.${expression.name}`;
    }
    case 'call': {
      const callee = written(expression.callee);
      return callee && `${callee}(${expression.args.length > 0 ? '…' : ''})`;
    }
    case 'subscript': {
      const object = written(expression.object);
      return object && `${object}[${written(expression.index) ?? '…'}]`;
    }
    case 'compare': {
      const first = written(expression.first);
      const rest = expression.rest.map(({ operator, right }) => `${operator} ${written(right) ?? '…'}`);
      return first && [first, ...rest].join(' ');
    }
    default:
      return undefined;
  }
}
