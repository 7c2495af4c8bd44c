/** `itertools` and `operator` */
import { integer, native } from '../native';
import { PyBuiltin, PyClass, PyIterator, PyModule, PyStatic, PyTuple, types, type Value } from '../values';
import type { Vm } from '../vm';

const lazily = (items: Iterable<Value>): PyIterator => new PyIterator(items[Symbol.iterator]());

function* chained(vm: Vm, sources: Iterable<Value>): Generator<Value> {
  for (const source of sources) yield* vm.iterate(source);
}

function product(vm: Vm, sources: readonly (readonly Value[])[]): Value[] {
  let all: Value[][] = [[]];
  for (const items of sources) {
    vm.checkSize(all.length * items.length);
    all = all.flatMap((before) => items.map((item) => [...before, item]));
  }
  return all.map((items) => new PyTuple(items));
}

function combinations(vm: Vm, items: readonly Value[], count: number): Value[] {
  const all: Value[] = [];
  const visit = (from: number, chosen: readonly Value[]): void => {
    vm.tick(1 + chosen.length);
    if (chosen.length === count) all.push(new PyTuple(chosen));
    else for (let k = from; k < items.length; k++) visit(k + 1, [...chosen, items[k]!]);
  };
  visit(0, []);
  return all;
}

export function itertoolsModule(_vm: Vm): PyModule {
  const made = new PyModule('itertools');
  const put = (one: PyBuiltin): void => void made.attributes.set(one.name, one);
  // A class, because `chain(…)` is called and `chain.from_iterable(…)` too.
  const chain = new PyClass('chain', [types.object]);
  chain.construct = (vm, _cls, { positional }) => lazily(chained(vm, positional));
  const joined = native('from_iterable', 'sources', (vm, { sources }) => lazily(chained(vm, vm.iterate(sources!))));
  chain.attributes.set('from_iterable', new PyStatic(joined));
  made.attributes.set('chain', chain);
  put(
    native('product', '*sources, repeat?', (vm, { sources, repeat }) => {
      const own = (sources as PyTuple).items.map((source) => [...vm.iterate(source)]);
      const times = Math.min(10, integer(vm, repeat, '"repeat"', 1));
      return lazily(product(vm, Array.from({ length: times }, () => own).flat()));
    }),
  );
  put(
    native('repeat', 'item, times?', (vm, { item, times }) => {
      const count = times === undefined ? Infinity : integer(vm, times, '"times"');
      return lazily(
        (function* () {
          for (let k = 0; k < count; k++) yield item!;
        })(),
      );
    }),
  );
  put(
    native('count', 'start?, step?', (vm, { start, step }) => {
      const [first, by] = [integer(vm, start, '"start"', 0), integer(vm, step, '"step"', 1)];
      return lazily(
        (function* () {
          for (let k = first; ; k += by) yield k;
        })(),
      );
    }),
  );
  put(
    native('cycle', 'items', (vm, { items }) => {
      const all = [...vm.iterate(items!)];
      return lazily(
        (function* () {
          while (all.length > 0) yield* all;
        })(),
      );
    }),
  );
  put(
    native('accumulate', 'items, work?', (vm, { items, work }) => {
      const sums: Value[] = [];
      for (const item of vm.iterate(items!)) {
        const last = sums.at(-1);
        if (last === undefined) sums.push(item);
        else
          sums.push(
            work === undefined || work === null
              ? vm.binary('+', last, item)
              : vm.call(work, { positional: [last, item], named: new Map() }),
          );
      }
      return lazily(sums);
    }),
  );
  put(
    native('combinations', 'items, r', (vm, { items, r }) =>
      lazily(combinations(vm, [...vm.iterate(items!)], integer(vm, r, '"r"'))),
    ),
  );
  put(
    native('islice', 'items, *bounds', (vm, { items, bounds }) => {
      const given = (bounds as PyTuple).items.map((one) => (one === null ? Infinity : integer(vm, one, 'islice()')));
      const [from, to] = given.length === 1 ? [0, given[0]!] : [given[0]!, given[1]!];
      return lazily(
        (function* () {
          let k = 0;
          if (k >= to) return;
          for (const item of vm.iterate(items!)) {
            if (k >= from) yield item;
            if (++k >= to) return;
          }
        })(),
      );
    }),
  );
  return made;
}

const operators: { readonly [name: string]: string } = {
  add: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '**',
  matmul: '@',
  or_: '|',
  and_: '&',
};

export function operatorModule(_vm: Vm): PyModule {
  const made = new PyModule('operator');
  for (const [name, operator] of Object.entries(operators)) {
    made.attributes.set(
      name,
      native(name, 'a, b', (vm, { a, b }) => vm.binary(operator, a!, b!)),
    );
  }
  made.attributes.set(
    'itemgetter',
    native('itemgetter', '*keys', (_vm, { keys }) =>
      native('itemgetter', 'value', (vm, { value }) => {
        const all = (keys as PyTuple).items.map((key) => vm.getItem(value!, key));
        return all.length === 1 ? all[0]! : new PyTuple(all);
      }),
    ),
  );
  made.attributes.set(
    'attrgetter',
    native('attrgetter', 'name', (_vm, { name }) =>
      native('attrgetter', 'value', (vm, { value }) =>
        String(name)
          .split('.')
          .reduce<Value>((one, part) => vm.getAttribute(one, part), value!),
      ),
    ),
  );
  return made;
}
