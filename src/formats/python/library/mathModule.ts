/** `math` */
import { integer, isNumber, native, numberOf, real } from '../native';
import { Opaque, PyFloat, PyModule, PyTuple, type PyBuiltin, type Value } from '../values';
import type { Vm } from '../vm';

const onReal = (name: string, work: (x: number) => number): PyBuiltin =>
  native(name, 'x', (vm, { x }) => (x instanceof Opaque ? x : new PyFloat(work(real(vm, x, `math.${name}()`)))));

const toInteger = (name: string, work: (x: number) => number): PyBuiltin =>
  native(name, 'x', (vm, { x }) => (x instanceof Opaque ? x : work(real(vm, x, `math.${name}()`))));

const divisor = (a: number, b: number): number => (b === 0 ? Math.abs(a) : divisor(b, a % b));

export function mathModule(_vm: Vm): PyModule {
  const made = new PyModule('math');
  const put = (name: string, value: Value): void => void made.attributes.set(name, value);
  for (const name of [
    'sqrt',
    'exp',
    'sin',
    'cos',
    'tan',
    'atan',
    'tanh',
    'log2',
    'log10',
    'log1p',
    'expm1',
    'fabs',
  ] as const) {
    put(name, onReal(name, name === 'fabs' ? Math.abs : Math[name]));
  }
  put('ceil', toInteger('ceil', Math.ceil));
  put('floor', toInteger('floor', Math.floor));
  put('trunc', toInteger('trunc', Math.trunc));
  put(
    'log',
    native('log', 'x, base?', (vm, { x, base }) => {
      if (x instanceof Opaque) return x;
      const value = Math.log(real(vm, x, 'math.log()'));
      return new PyFloat(base === undefined ? value : value / Math.log(real(vm, base, '"base"')));
    }),
  );
  put(
    'pow',
    native('pow', 'x, y', (vm, { x, y }) => new PyFloat(real(vm, x, 'math.pow()') ** real(vm, y, 'math.pow()'))),
  );
  put(
    'isclose',
    native('isclose', 'a, b, **rest', (vm, { a, b }) => Math.abs(real(vm, a, '"a"') - real(vm, b, '"b"')) < 1e-9),
  );
  put(
    'isnan',
    native('isnan', 'x', (vm, { x }) => Number.isNaN(real(vm, x, 'math.isnan()'))),
  );
  put(
    'isinf',
    native('isinf', 'x', (vm, { x }) => Math.abs(real(vm, x, 'math.isinf()')) === Infinity),
  );
  put(
    'gcd',
    native('gcd', '*numbers', (vm, { numbers }) =>
      (numbers as PyTuple).items.map((one) => Math.abs(integer(vm, one, 'math.gcd()'))).reduce(divisor, 0),
    ),
  );
  put(
    'prod',
    native('prod', 'items', (vm, { items }) => {
      let product: Value = 1;
      for (const item of vm.iterate(items!)) product = vm.binary('*', product, item);
      return product;
    }),
  );
  put(
    'factorial',
    toInteger('factorial', (x) => Array.from({ length: Math.min(x, 200) }, (_, k) => k + 1).reduce((a, b) => a * b, 1)),
  );
  put(
    'isqrt',
    toInteger('isqrt', (x) => Math.floor(Math.sqrt(x))),
  );
  put(
    'fsum',
    native(
      'fsum',
      'items',
      (vm, { items }) =>
        new PyFloat(
          [...vm.iterate(items!)]
            .filter(isNumber)
            .map(numberOf)
            .reduce((a, b) => a + b, 0),
        ),
    ),
  );
  put('pi', new PyFloat(Math.PI));
  put('e', new PyFloat(Math.E));
  put('inf', new PyFloat(Infinity));
  put('nan', new PyFloat(NaN));
  return made;
}
