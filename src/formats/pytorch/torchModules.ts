/** `torch`, `torch.nn`, `torch.nn.functional` and what else model files import from PyTorch. */
import type { Library } from '../python/interpreter';
import { integer, isNumber, itemsOf, native, numberOf } from '../python/native';
import { Opaque, PyBuiltin, PyClass, PyFloat, PyModule, PyTuple, types, type Value } from '../python/values';
import type { Vm } from '../python/vm';
import { containerClasses } from './containers';
import { constantOperations, differences } from './constants';
import { Torch } from './context';
import { PyTensor } from './graph';
import { layerClasses } from './layerClasses';
import { lossTypes } from '../../engine/registry';
import { defineModule } from './moduleClass';
import { functional, operations, perform, type Operation } from './operations';
import { defineTensor } from './tensorClass';

const notKnown = (path: string): Opaque => new Opaque(`"${path}", which GradLens does not know`, false, path);

/** Classes and functions are made anew for every evaluation: a file may change them. */
export function torchLibrary(torch: Torch): Library {
  defineModule(torch);
  defineTensor(torch);
  const layers = layerClasses(torch);
  const containers = containerClasses(torch);
  const functions = new Map<string, PyBuiltin>();
  const wrap = (name: string, operation: Operation): PyBuiltin =>
    native(name, operation[0], (vm, given) => perform(torch, vm, name, operation, given));
  for (const [name, operation] of Object.entries({ ...functional, ...operations })) {
    functions.set(name, wrap(name, operation));
    if (operation[0].startsWith('input')) {
      functions.set(
        `${name}_`,
        native(`${name}_`, operation[0], (vm, { input, ...given }) =>
          vm.call(vm.getAttribute(input!, `${name}_`), {
            positional: [],
            named: new Map(
              Object.entries(given).flatMap(([key, value]) =>
                value === undefined || key === 'inplace' ? [] : [[key, value] as const],
              ),
            ),
          }),
        ),
      );
    }
  }

  const named = (name: string, entries: Iterable<readonly [string, Value]>): PyModule => {
    const made = new PyModule(name, (inner) => notKnown(`${name}.${inner}`));
    for (const [key, value] of entries) made.attributes.set(key, value);
    return made;
  };
  const nothing = (name: string): PyModule =>
    new PyModule(name, (inner) => new PyBuiltin(inner, (_vm, { positional: [first] }) => first ?? null));

  const init = nothing('torch.nn.init');
  // Numbers that a tensor starts with, where they are all the same; others are drawn anew.
  const fill = (tensor: Value | undefined, values: readonly number[] | undefined): Value => {
    if (tensor instanceof PyTensor && tensor.origin.kind === 'parameter') tensor.origin = { kind: 'parameter', values };
    return tensor ?? null;
  };
  for (const name of ['normal_', 'uniform_', 'trunc_normal_', 'xavier_uniform_', 'xavier_normal_'])
    init.attributes.set(
      name,
      native(name, 'tensor, *rest, **others', (_vm, { tensor }) => fill(tensor, undefined)),
    );
  for (const [name, value] of [
    ['zeros_', 0],
    ['ones_', 1],
  ] as const)
    init.attributes.set(
      name,
      native(name, 'tensor', (_vm, { tensor }) => fill(tensor, [value])),
    );
  init.attributes.set(
    'constant_',
    native('constant_', 'tensor, val', (_vm, { tensor, val }) =>
      fill(tensor, val !== undefined && isNumber(val) ? [numberOf(val)] : undefined),
    ),
  );
  init.attributes.set(
    'calculate_gain',
    native('calculate_gain', '*rest, **others', () => new PyFloat(1)),
  );
  const f = named('torch.nn.functional', functions);
  const parameter = named('torch.nn.parameter', [['Parameter', torch.parameterClass]]);
  const moduleClasses = [...containers, ...layers, ['Module', torch.moduleClass] as const];
  const losses = lossTypes()
    .filter((type) => !layers.has(type))
    .map((type) => [type, new PyClass(type, [torch.moduleClass])] as const);
  const nn = named('torch.nn', [
    ...moduleClasses,
    ...losses,
    ['Parameter', torch.parameterClass],
    ['functional', f],
    ['init', init],
    ['parameter', parameter],
    ['modules', named('torch.nn.modules', moduleClasses)],
    ['utils', nothing('torch.nn.utils')],
    ['DataParallel', new PyBuiltin('DataParallel', (_vm, { positional: [module] }) => module ?? null)],
  ]);
  const checkpoint = named('torch.utils.checkpoint', [
    [
      'checkpoint',
      new PyBuiltin('checkpoint', (vm, { positional: [work, ...args] }) =>
        vm.call(work ?? null, { positional: args, named: new Map() }),
      ),
    ],
    [
      'checkpoint_sequential',
      native('checkpoint_sequential', 'functions, segments, input, **others', (vm, given) => {
        let value: Value = given.input!;
        for (const one of vm.iterate(given.functions!)) value = vm.call(one, { positional: [value], named: new Map() });
        return value;
      }),
    ],
  ]);
  const jit = nothing('torch.jit');
  for (const name of ['is_tracing', 'is_scripting'])
    jit.attributes.set(
      name,
      native(name, '', () => false),
    );
  jit.attributes.set(
    'annotate',
    native('annotate', 'type, value', (_vm, { value }) => value!),
  );
  const same = new PyBuiltin(
    'same',
    (_vm, { positional: [first] }) =>
      first ?? new PyBuiltin('same', (_inner, { positional: [second] }) => second ?? null),
  );
  const cuda = named('torch.cuda', [
    ['is_available', native('is_available', '', () => false)],
    ['device_count', native('device_count', '', () => 0)],
    ['manual_seed', native('manual_seed', 'seed', () => null)],
    ['manual_seed_all', native('manual_seed_all', 'seed', () => null)],
    ['empty_cache', native('empty_cache', '', () => null)],
  ]);
  const torchModule = named('torch', [
    ...functions,
    ...creation(torch),
    ['nn', nn],
    ['Tensor', torch.tensorClass],
    ['FloatTensor', torch.tensorClass],
    ['cuda', cuda],
    ['jit', jit],
    ['Size', types.tuple],
    ['utils', named('torch.utils', [['checkpoint', checkpoint]])],
    ['no_grad', same],
    ['inference_mode', same],
    ['enable_grad', same],
    ['compile', same],
    ['manual_seed', native('manual_seed', 'seed', () => null)],
    ['set_default_dtype', native('set_default_dtype', 'dtype', () => null)],
    ['is_tensor', native('is_tensor', 'value', (_vm, { value }) => value instanceof PyTensor)],
    ['device', new PyBuiltin('device', () => new Opaque('the device, which does not matter here'))],
    ['_C', named('torch._C', [['_log_api_usage_once', native('_log_api_usage_once', '*rest', () => null)]])],
    ['_assert', native('_assert', 'test, message', () => null)],
    ['__version__', '2.0.0'],
    ['inf', new PyFloat(Infinity)],
    ['pi', new PyFloat(Math.PI)],
  ]);
  for (const dtype of [
    'float',
    'float16',
    'float32',
    'float64',
    'double',
    'half',
    'bfloat16',
    'int',
    'int32',
    'int64',
    'long',
    'bool',
    'uint8',
  ]) {
    torchModule.attributes.set(dtype, new Opaque('the type of the numbers, which are float64 here'));
  }
  const lightning = (name: string): PyModule => named(name, [['LightningModule', torch.moduleClass]]);
  return new Map<string, () => PyModule>([
    ['torch', () => torchModule],
    ['torch.nn', () => nn],
    ['torch.nn.functional', () => f],
    ['torch.functional', () => f],
    ['torch.nn.init', () => init],
    ['torch.nn.parameter', () => parameter],
    ['torch.nn.modules', () => nn],
    ['torch.nn.modules.utils', () => named('torch.nn.modules.utils', tuples())],
    ['torch.nn.utils', () => nothing('torch.nn.utils')],
    ['torch.jit', () => jit],
    ['torch.jit.annotations', () => nothing('torch.jit.annotations')],
    ['torch.cuda', () => cuda],
    ['torch.utils', () => named('torch.utils', [['checkpoint', checkpoint]])],
    ['torch.utils.checkpoint', () => checkpoint],
    ['torch.fx', () => nothing('torch.fx')],
    ['pytorch_lightning', () => lightning('pytorch_lightning')],
    ['lightning', () => lightning('lightning')],
    ['lightning.pytorch', () => lightning('lightning.pytorch')],
    ...[
      'torch.optim',
      'torch.utils.data',
      'torch.autograd',
      'torch.distributed',
      'torch.cuda.amp',
      'torch.hub',
      'torch.utils.model_zoo',
      'torch.utils.tensorboard',
      'torch.backends',
      'torch.backends.cudnn',
      'torch.optim.lr_scheduler',
    ].map((name) => [name, () => named(name, [])] as const),
  ]);
}

/** `_pair(3)` */
function tuples(): (readonly [string, Value])[] {
  const ntuple = (count: number): PyBuiltin =>
    native('_ntuple', 'value', (_vm, { value }) =>
      itemsOf(value) ? value! : new PyTuple(Array.from({ length: count }, () => value!)),
    );
  return [
    ['_single', ntuple(1)],
    ['_pair', ntuple(2)],
    ['_triple', ntuple(3)],
    ['_quadruple', ntuple(4)],
    ['_ntuple', native('_ntuple', 'count', (vm, { count }) => ntuple(integer(vm, count, '"count"')))],
  ];
}

/** `torch.zeros(2, 3)` and the like: shapes, and the number where all entries are the same. */
function creation(torch: Torch): (readonly [string, Value])[] {
  const sized = (name: string, value: number | undefined): readonly [string, Value] => [
    name,
    native(name, '*size, **others', (vm, { size }) =>
      torch.constant(shapeFrom(vm, size), value === undefined ? undefined : [value]),
    ),
  ];
  const like = (name: string, value: number | undefined): readonly [string, Value] => [
    name,
    native(name, 'input, **others', (_vm, { input }) =>
      torch.constant(input instanceof PyTensor ? input.shape : undefined, value === undefined ? undefined : [value]),
    ),
  ];
  const made = native('tensor', 'data, **others', (_vm, { data }) => ofData(torch, data!));
  return [
    sized('zeros', 0),
    sized('ones', 1),
    sized('rand', undefined),
    sized('randn', undefined),
    sized('empty', undefined),
    like('zeros_like', 0),
    like('ones_like', 1),
    like('rand_like', undefined),
    like('randn_like', undefined),
    like('empty_like', undefined),
    [
      'full',
      native('full', 'size, fill_value, **others', (vm, { size, fill_value }) =>
        torch.constant(
          shapeFrom(vm, new PyTuple([size!])),
          isNumber(fill_value!) ? [numberOf(fill_value!)] : undefined,
        ),
      ),
    ],
    ['tensor', made],
    ['as_tensor', made],
    ...constantOperations
      .filter((name) => !(name in operations))
      .map(
        (name) =>
          [name, new PyBuiltin(name, (vm, { positional: [first] }) => vm.callMethod(first ?? null, name))] as const,
      ),
    [
      'diff',
      native('diff', 'input', (_vm, { input }) =>
        input instanceof PyTensor ? differences(torch, input) : torch.constant(undefined),
      ),
    ],
    ['from_numpy', native('from_numpy', 'data', () => torch.constant(undefined))],
    ['randint', native('randint', '*rest, **others', () => torch.constant(undefined))],
    [
      'arange',
      native('arange', '*bounds, **others', (vm, { bounds }) => {
        const given = (bounds as PyTuple).items;
        const [from, to, step] = given.length === 1 ? [0, given[0]!, 1] : [given[0]!, given[1]!, given[2] ?? 1];
        if (![from, to, step].every((one) => isNumber(one))) return torch.constant(undefined);
        const count = Math.max(0, Math.ceil((numberOf(to) - numberOf(from)) / numberOf(step)));
        vm.checkSize(count);
        return torch.constant(
          [count],
          Array.from({ length: count }, (_, k) => numberOf(from) + k * numberOf(step)),
        );
      }),
    ],
    [
      'linspace',
      native('linspace', 'start, end, steps, **others', (vm, { start, end, steps }) => {
        const count = integer(vm, steps, '"steps"');
        vm.checkSize(count);
        const [from, to] = [numberOf(start!), numberOf(end!)];
        const step = count === 1 ? 0 : (to - from) / (count - 1);
        return torch.constant(
          [count],
          Array.from({ length: count }, (_, k) => from + step * k),
        );
      }),
    ],
  ];
}

function shapeFrom(vm: Vm, size: Value | undefined): number[] | undefined {
  const given = itemsOf(size) ?? [];
  const flat = given.length === 1 ? (itemsOf(given[0]) ?? given) : given;
  return flat.every((one) => typeof one === 'number')
    ? (flat as number[])
    : flat.some((one) => one instanceof Opaque)
      ? undefined
      : flat.map((one) => integer(vm, one, 'A size'));
}

function ofData(torch: Torch, data: Value): PyTensor {
  if (data instanceof PyTensor) return data;
  if (data instanceof Opaque) return torch.constant(undefined);
  const shape: number[] = [];
  for (let items = itemsOf(data); items; items = itemsOf(items[0])) shape.push(items.length);
  const numbers: number[] = [];
  const collect = (value: Value): void => {
    const items = itemsOf(value);
    if (items) items.forEach(collect);
    else numbers.push(isNumber(value) ? numberOf(value) : NaN);
  };
  collect(data);
  return torch.constant(shape, numbers.some(Number.isNaN) ? undefined : numbers);
}
