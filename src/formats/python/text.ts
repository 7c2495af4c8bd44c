/** Values as text: `str`, `repr`, `format`, `%`. */
import {
  classOf,
  ELLIPSIS,
  Opaque,
  plain,
  PyBound,
  PyBuiltin,
  PyClass,
  PyDict,
  PyFloat,
  PyFunction,
  PyInstance,
  PyList,
  PyModule,
  PyRange,
  PySet,
  PyTuple,
  type Value,
} from './values';
import { dependsOn } from './errors';
import type { Vm } from './vm';

export function str(vm: Vm, value: Value): string {
  if (value instanceof Opaque) throw dependsOn('This text', value);
  if (value instanceof PyInstance) {
    const own = value.cls.find('__str__') ?? value.cls.find('__repr__');
    if (own !== undefined) return String(vm.call(own, { positional: [value], named: new Map() }));
  }
  const own = plain(value);
  return typeof own === 'string' ? own : repr(vm, value);
}

/** Items that are written out. */
const MOST = 100;

export function repr(vm: Vm, value: Value, depth = 0): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (depth > 6) return '…';
  const all = (items: readonly Value[]): string =>
    [...items.slice(0, MOST).map((one) => repr(vm, one, depth + 1)), ...(items.length > MOST ? ['…'] : [])].join(', ');
  if (value instanceof PyFloat) return floatText(value.value);
  if (value instanceof PyList) return `[${all(value.items)}]`;
  if (value instanceof PyTuple) return value.items.length === 1 ? `(${all(value.items)},)` : `(${all(value.items)})`;
  if (value instanceof PySet) return value.entries.size === 0 ? 'set()' : `{${all([...value.entries.values()])}}`;
  if (value instanceof PyDict) {
    const pairs = [...value.entries.values()].slice(0, MOST);
    return `{${pairs.map(([key, one]) => `${repr(vm, key, depth + 1)}: ${repr(vm, one, depth + 1)}`).join(', ')}}`;
  }
  if (value instanceof PyRange)
    return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
  if (value instanceof PyClass) return `<class '${value.name}'>`;
  if (value instanceof PyFunction || value instanceof PyBuiltin) return `<function ${value.name}>`;
  if (value instanceof PyBound) return repr(vm, value.callee, depth + 1);
  if (value instanceof PyModule) return `<module '${value.name}'>`;
  if (value instanceof Opaque) return '<unknown>';
  if (value === ELLIPSIS) return 'Ellipsis';
  if (value instanceof PyInstance && value.payload !== undefined) return repr(vm, value.payload, depth + 1);
  const own = value.cls.find('__repr__');
  if (own !== undefined) return String(vm.call(own, { positional: [value], named: new Map() }));
  return `<${classOf(value).name} object>`;
}

const quoted = (value: string): string => {
  const mark = value.includes("'") && !value.includes('"') ? '"' : "'";
  return mark + value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(mark, `\\${mark}`) + mark;
};

export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e16 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** `format(value, spec)`: fill, sign, width, grouping, precision and type. */
export function formatValue(vm: Vm, value: Value, spec: string): string {
  const own = plain(value);
  if (spec === '') return str(vm, value);
  const [, fill = ' ', align, sign = '', zero, width = '0', comma, precision, type = ''] =
    /^(?:(.)?([<>^=]))?([+\- ])?#?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/.exec(spec) ?? [];
  const isFloat =
    own instanceof PyFloat || ((typeof own === 'number' || typeof own === 'boolean') && /[eEfFgG%]/.test(type));
  let body: string;
  if (isFloat) body = formatFloat(own instanceof PyFloat ? own.value : Number(own), type, precision);
  else if (typeof own === 'number') body = formatInteger(own, type);
  else body = precision === undefined ? str(vm, value) : str(vm, value).slice(0, Number(precision));
  const number = isFloat || typeof own === 'number';
  if (number && sign === '+' && !body.startsWith('-')) body = `+${body}`;
  if (comma)
    body = body.replace(
      /^([+-]?)(\d+)/,
      (_all, mark: string, digits: string) => mark + digits.replace(/\B(?=(\d{3})+$)/g, comma),
    );
  const size = Math.min(Number(width), 10_000);
  if (zero && number) {
    const [, mark = '', rest = body] = /^([+-]?)(.*)$/.exec(body)!;
    return mark + rest.padStart(size - mark.length, '0');
  }
  const to = align ?? (number ? '>' : '<');
  if (to === '^')
    return body.padStart(body.length + Math.floor(Math.max(0, size - body.length) / 2), fill).padEnd(size, fill);
  return to === '<' ? body.padEnd(size, fill) : body.padStart(size, fill);
}

function formatFloat(value: number, type: string, precision: string | undefined): string {
  const digits = Math.min(precision === undefined ? 6 : Number(precision), 100);
  if (type === '%') return `${(value * 100).toFixed(digits)}%`;
  if (type === 'e' || type === 'E') return value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
  if (type === 'f' || type === 'F') return value.toFixed(digits);
  if (type === 'g' || type === 'G') return String(Number(value.toPrecision(Math.max(1, digits))));
  return precision === undefined ? floatText(value) : String(Number(value.toPrecision(Math.max(1, digits))));
}

function formatInteger(value: number, type: string): string {
  const base = { x: 16, X: 16, o: 8, b: 2 }[type];
  const text = value.toString(base);
  return type === 'X' ? text.toUpperCase() : text;
}

/** `'layer%d' % 3` */
export function formatPercent(vm: Vm, pattern: string, value: Value): string {
  const values = value instanceof PyTuple ? [...value.items] : [value];
  const byName = value instanceof PyDict ? value : undefined;
  return pattern.replace(
    /%(?:\((\w+)\))?([-+0 #]*)(\d+)?(?:\.(\d+))?([sdifrgeExXu%])/g,
    (_all, name: string | undefined, flags: string, width = '', precision: string | undefined, type: string) => {
      if (type === '%') return '%';
      const given = name === undefined ? values.shift() : byName?.get(name);
      if (given === undefined) return vm.raise('TypeError', 'there are fewer values than places in the text.');
      if (type === 'r') return repr(vm, given);
      const kind = type === 's' ? '' : type === 'i' || type === 'u' ? 'd' : type;
      const shown = kind === 'd' && given instanceof PyFloat ? Math.trunc(given.value) : given;
      const align = flags.includes('-') ? '<' : type === 's' && width ? '>' : '';
      const spec = `${align}${flags.includes('+') ? '+' : ''}${flags.includes('0') ? '0' : ''}${width}${precision === undefined ? '' : `.${precision}`}${kind}`;
      return formatValue(vm, shown, spec);
    },
  );
}
