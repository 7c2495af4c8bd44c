/** Methods of `str`. */
import { define, integer, text } from '../native';
import { formatValue } from '../text';
import { PyDict, PyList, PyTuple, types, type Value } from '../values';
import type { Bound } from '../native';
import type { Vm } from '../vm';
import { plain } from '../values';

type Method = readonly [string, (vm: Vm, given: Bound) => Value];

const own = ({ self }: Bound): string => String(plain(self!));
const simple = (work: (text: string) => Value): Method => ['', (_vm, given) => work(own(given))];

function strip(side: 'both' | 'left' | 'right'): Method {
  return [
    'chars?',
    (vm, given) => {
      const chars =
        given.chars === undefined || given.chars === null ? ' \t\n\r\f\v' : text(vm, given.chars, '"chars"');
      let [from, to] = [0, own(given).length];
      const all = own(given);
      if (side !== 'right') while (from < to && chars.includes(all[from]!)) from++;
      if (side !== 'left') while (to > from && chars.includes(all[to - 1]!)) to--;
      return all.slice(from, to);
    },
  ];
}

const anyOf = (test: (text: string, part: string) => boolean): Method => [
  'part, start?, end?',
  (vm, given) => {
    const parts = given.part instanceof PyTuple ? given.part.items : [given.part!];
    return parts.some((part) => test(own(given), text(vm, part, 'What is looked for')));
  },
];

function format(vm: Vm, given: Bound): Value {
  const places = (given.places as PyTuple).items;
  const names = given.names as PyDict;
  let next = 0;
  return own(given).replace(
    /\{\{|\}\}|\{([^{}:!]*)(?:!([rs]))?(?::([^{}]*))?\}/g,
    (all, field?: string, conversion?: string, spec = '') => {
      if (all === '{{') return '{';
      if (all === '}}') return '}';
      const [, head = '', rest = ''] = /^([^.[]*)(.*)$/.exec(field ?? '') ?? [];
      let value = head === '' ? places[next++] : /^\d+$/.test(head) ? places[Number(head)] : names.get(head);
      for (const [, name, key] of rest.matchAll(/\.(\w+)|\[(\w+)\]/g)) {
        if (value === undefined) break;
        value =
          name !== undefined
            ? vm.getAttribute(value, name)
            : vm.getItem(value, /^\d+$/.test(key!) ? Number(key) : key!);
      }
      if (value === undefined)
        return vm.raise('IndexError', `the text has a place {${field}} that nothing is given for.`);
      return formatValue(vm, conversion === 'r' ? vm.repr(value) : value, spec);
    },
  );
}

define(types.str, {
  lower: simple((one) => one.toLowerCase()),
  upper: simple((one) => one.toUpperCase()),
  title: simple((one) => one.replace(/[A-Za-z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase())),
  capitalize: simple((one) => one.charAt(0).toUpperCase() + one.slice(1).toLowerCase()),
  isdigit: simple((one) => /^\d+$/.test(one)),
  isnumeric: simple((one) => /^\d+$/.test(one)),
  isalpha: simple((one) => /^[A-Za-z]+$/.test(one)),
  isidentifier: simple((one) => /^[A-Za-z_]\w*$/.test(one)),
  islower: simple((one) => one === one.toLowerCase() && one !== one.toUpperCase()),
  isupper: simple((one) => one === one.toUpperCase() && one !== one.toLowerCase()),
  splitlines: simple((one) => new PyList(one.split(/\r?\n/))),
  strip: strip('both'),
  lstrip: strip('left'),
  rstrip: strip('right'),
  startswith: anyOf((one, part) => one.startsWith(part)),
  endswith: anyOf((one, part) => one.endsWith(part)),
  format: ['*places, **names', format],
  join: [
    'items',
    (vm, given) => {
      const items = [...vm.iterate(given.items!)].map((item) => text(vm, item, 'What is joined'));
      vm.checkSize(items.reduce((sum, one) => sum + one.length, 0));
      return items.join(own(given));
    },
  ],
  split: [
    'sep?, maxsplit?',
    (vm, given) => {
      const most = integer(vm, given.maxsplit, '"maxsplit"', -1);
      const by = given.sep === undefined || given.sep === null ? undefined : text(vm, given.sep, '"sep"');
      const all =
        by === undefined
          ? own(given)
              .trim()
              .split(/\s+/)
              .filter((part) => part !== '')
          : own(given).split(by);
      if (most < 0 || all.length <= most + 1) return new PyList(all);
      return new PyList([...all.slice(0, most), all.slice(most).join(by ?? ' ')]);
    },
  ],
  rsplit: [
    'sep?, maxsplit?',
    (vm, given) => {
      const by = text(vm, given.sep, '"sep"', ' ');
      const all = own(given).split(by);
      const most = integer(vm, given.maxsplit, '"maxsplit"', all.length);
      const first = Math.max(1, all.length - most);
      return new PyList([all.slice(0, first).join(by), ...all.slice(first)]);
    },
  ],
  partition: [
    'sep',
    (vm, given) => {
      const by = text(vm, given.sep, '"sep"');
      const at = own(given).indexOf(by);
      if (at < 0) return new PyTuple([own(given), '', '']);
      return new PyTuple([own(given).slice(0, at), by, own(given).slice(at + by.length)]);
    },
  ],
  replace: [
    'old, new, count?',
    (vm, given) => {
      const made = own(given).replaceAll(text(vm, given.old, '"old"'), text(vm, given.new, '"new"'));
      vm.checkSize(made.length);
      return made;
    },
  ],
  find: ['part', (vm, given) => own(given).indexOf(text(vm, given.part, 'What is looked for'))],
  rfind: ['part', (vm, given) => own(given).lastIndexOf(text(vm, given.part, 'What is looked for'))],
  index: [
    'part',
    (vm, given) => {
      const at = own(given).indexOf(text(vm, given.part, 'What is looked for'));
      return at < 0 ? vm.raise('ValueError', 'the text does not hold what is looked for.') : at;
    },
  ],
  count: ['part', (vm, given) => own(given).split(text(vm, given.part, 'What is counted')).length - 1],
  zfill: ['width', (vm, given) => own(given).padStart(Math.min(10_000, integer(vm, given.width, '"width"')), '0')],
  ljust: [
    'width, fill?',
    (vm, given) =>
      own(given).padEnd(Math.min(10_000, integer(vm, given.width, '"width"')), text(vm, given.fill, '"fill"', ' ')),
  ],
  rjust: [
    'width, fill?',
    (vm, given) =>
      own(given).padStart(Math.min(10_000, integer(vm, given.width, '"width"')), text(vm, given.fill, '"fill"', ' ')),
  ],
  encode: ['*rest', (_vm, given) => own(given)],
});
