/** `torch.Tensor`: its methods and operators. */
import { findLayer } from '../../engine/registry';
import { sizeOf } from '../../engine/tensor';
import { Unknowable } from '../python/errors';
import { define, integer, native, numberOf, type Bound } from '../python/native';
import { missing } from '../python/attributes';
import { Opaque, PyDict, PyList, PyProperty, PyTuple, type Value } from '../python/values';
import type { Vm } from '../python/vm';
import { constantOperations, differences, isConstant, listOf, numbersOf, onConstant } from './constants';
import { knownShape, tensorOf, type Torch } from './context';
import { PyTensor } from './graph';
import { index } from './indexing';
import { functional, inPlace, joined, operations } from './operations';

const numbers = new Opaque('the numbers of a tensor, which are only known when the network runs');
/** Change no number of a tensor that is computed here. */
const sameTensor = [
  'contiguous',
  'clone',
  'to',
  'cuda',
  'cpu',
  'float',
  'double',
  'half',
  'bfloat16',
  'type',
  'type_as',
  'requires_grad_',
  'pin_memory',
  'retain_grad',
];

export function defineTensor(torch: Torch): void {
  const cls = torch.tensorClass;
  const own = ({ self }: Bound): PyTensor => self as PyTensor;
  for (const [name, [parameters, work]] of Object.entries({ ...functional, ...operations })) {
    const rest = parameters.replace(/^input,?\s*/, '');
    if (!parameters.startsWith('input')) continue;
    const method = native(name, `self${rest === '' ? '' : `, ${rest}`}`, (vm, { self, ...given }) =>
      work(torch, vm, { ...given, input: self }),
    );
    cls.attributes.set(name, method);
    cls.attributes.set(
      `${name}_`,
      native(`${name}_`, `self${rest === '' ? '' : `, ${rest}`}`, (vm, { self, ...given }) => {
        const before = self as PyTensor;
        if (before.origin.kind === 'parameter' || before.origin.kind === 'constant') return before;
        const made = work(torch, vm, { ...given, input: self });
        return made instanceof PyTensor ? inPlace(before, made) : made;
      }),
    );
  }
  for (const name of sameTensor)
    cls.attributes.set(
      name,
      native(name, 'self, *rest, **others', (_vm, { self }) => self!),
    );
  // They fill a parameter before training: what weights are used is stated elsewhere.
  for (const name of [
    'normal_',
    'uniform_',
    'fill_',
    'zero_',
    'copy_',
    'constant_',
    'trunc_normal_',
    'kaiming_normal_',
    'data',
  ]) {
    cls.attributes.set(
      name,
      native(name, 'self, *rest, **others', (_vm, { self }) => self!),
    );
  }

  for (const name of constantOperations) {
    const known = cls.attributes.get(name);
    cls.attributes.set(
      name,
      native(name, 'self, *rest, **others', (vm, { self, rest, others }) => {
        if (isConstant(self)) return onConstant(torch, name, self as PyTensor)!;
        if (known !== undefined)
          return vm.call(known, { positional: [self!, ...(rest as PyTuple).items], named: namesOf(others) });
        throw new Unknowable(`GradLens does not know the operation ${name}() of a tensor.`);
      }),
    );
  }

  const property = (name: string, get: (vm: Vm, tensor: PyTensor) => Value): void =>
    void cls.attributes.set(
      name,
      new PyProperty(
        native(name, 'self', (vm, { self }) => get(vm, self as PyTensor)),
        null,
      ),
    );
  property('shape', (_vm, tensor) => new PyTuple(knownShape(tensor)));
  property('ndim', (_vm, tensor) => knownShape(tensor).length);
  property('data', (_vm, tensor) => tensor);
  property('T', (vm, tensor) => vm.callMethod(tensor, 't'));
  property('mT', (vm, tensor) => vm.callMethod(tensor, 'transpose', -2, -1));
  property('is_cuda', () => false);
  property('requires_grad', () => true);
  property('device', () => new Opaque('the device, which does not matter here'));
  property('dtype', () => new Opaque('the type of the numbers, which are float64 here'));
  property('grad', () => null);

  const ofPython = (value: Value): Value => {
    if (value instanceof PyList) return torch.constant([value.items.length], value.items.map(numberOf));
    return torch.constant([], [numberOf(value)]);
  };
  const binaryOf = (name: string, reflected: boolean): readonly [string, (vm: Vm, given: Bound) => Value] => [
    'other',
    (vm, { self, other }) => (reflected ? joined(torch, vm, name, other, self) : joined(torch, vm, name, self, other)),
  ];
  const updateOf = (name: string): readonly [string, (vm: Vm, given: Bound) => Value] => [
    'other',
    (vm, given) => {
      const made = joined(torch, vm, name, given.self, given.other);
      return made instanceof PyTensor ? inPlace(given.self, made) : made;
    },
  ];
  const compared: readonly [string, (vm: Vm, given: Bound) => Value] = ['other', () => numbers];
  define(cls, {
    __add__: binaryOf('add', false),
    __radd__: ['other', (vm, { self, other }) => (other === 0 ? self! : joined(torch, vm, 'add', other, self))],
    __iadd__: updateOf('add'),
    __sub__: binaryOf('sub', false),
    __rsub__: binaryOf('sub', true),
    __isub__: updateOf('sub'),
    __mul__: binaryOf('mul', false),
    __rmul__: binaryOf('mul', true),
    __imul__: updateOf('mul'),
    __truediv__: binaryOf('div', false),
    __rtruediv__: binaryOf('div', true),
    __itruediv__: updateOf('div'),
    __matmul__: ['other', (vm, { self, other }) => vm.callMethod(self!, 'matmul', other!)],
    __rmatmul__: ['other', (vm, { self, other }) => vm.callMethod(other!, 'matmul', self!)],
    __pow__: ['exponent', (vm, { self, exponent }) => vm.callMethod(self!, 'pow', exponent!)],
    __neg__: ['', (vm, { self }) => vm.callMethod(self!, 'neg')],
    __abs__: ['', (vm, { self }) => vm.callMethod(self!, 'abs')],
    __gt__: compared,
    __lt__: compared,
    __ge__: compared,
    __le__: compared,
    __bool__: [
      '',
      () => {
        throw new Unknowable(
          'This condition depends on the numbers of a tensor, which are only known when the network runs.',
        );
      },
    ],
    __len__: ['', (_vm, given) => knownShape(own(given))[0] ?? 0],
    __getitem__: [
      'by',
      (vm, given) => {
        const list = isConstant(given.self) ? listOf(own(given)) : undefined;
        if (list instanceof PyList) return ofPython(vm.getItem(list, given.by!));
        return index(torch, vm, own(given), given.by!);
      },
    ],
    __setitem__: [
      'by, value',
      (_vm, given) => {
        if (own(given).isParameter || own(given).origin.kind === 'constant') return null;
        throw new Unknowable(
          'Entries of a tensor are set here; GradLens follows only operations that make a new tensor.',
        );
      },
    ],
    __iter__: [
      '',
      (vm, given) => {
        const list = isConstant(given.self) ? listOf(own(given)) : undefined;
        return list instanceof PyList ? new PyTuple(list.items.map(ofPython)) : vm.callMethod(given.self!, 'unbind', 0);
      },
    ],
    __setattr__: ['name, value', () => null],
    __getattr__: [
      'name',
      (_vm, { name }) => {
        const known = String(name);
        if (known.startsWith('__')) return missing;
        return native(known, '*rest, **others', () => {
          const layer = findLayer(known) ? '' : ` "${known}"`;
          throw new Unknowable(`GradLens does not know the operation${layer} of a tensor.`);
        });
      },
    ],
    __repr__: ['', () => 'tensor(…)'],
    size: [
      'dim?',
      (vm, given) => {
        const shape = knownShape(own(given));
        if (given.dim === undefined || given.dim === null) return new PyTuple(shape);
        const axis = integer(vm, given.dim, '"dim"');
        const extent = shape[axis < 0 ? axis + shape.length : axis];
        return (
          extent ?? vm.raise('IndexError', `there is no axis ${axis}: the shape is ${vm.repr(new PyTuple(shape))}.`)
        );
      },
    ],
    dim: ['', (_vm, given) => knownShape(own(given)).length],
    ndimension: ['', (_vm, given) => knownShape(own(given)).length],
    numel: ['', (_vm, given) => sizeOf(knownShape(own(given)))],
    nelement: ['', (_vm, given) => sizeOf(knownShape(own(given)))],
    is_contiguous: ['', () => true],
    item: ['', (_vm, given) => listOf(own(given)) ?? numbers],
    tolist: ['', (_vm, given) => listOf(own(given)) ?? numbers],
    diff: ['', (_vm, given) => differences(torch, own(given))],
    __int__: [
      '',
      (vm, given) => {
        const [only] = numbersOf(own(given)) ?? [];
        return only === undefined
          ? vm.raise('TypeError', 'the number in this tensor is only known when the network runs.')
          : Math.trunc(only);
      },
    ],
    numpy: ['', () => numbers],
    detach: [
      '',
      (_vm, given) => {
        if (own(given).origin.kind === 'constant' || own(given).isParameter) return given.self!;
        throw new Unknowable(
          'detach() stops the gradient here, so the derivative that is checked would not be that of the loss. Take it out to check the network.',
        );
      },
    ],
    new_zeros: ['*sizes, **others', () => torch.constant(undefined, [0])],
    backward: ['*rest, **others', () => null],
    register_hook: ['hook', () => null],
  });
  cls.construct = (vm, made, { positional }) => {
    if (made === torch.parameterClass) {
      const data = tensorOf(vm, positional[0] ?? torch.constant([]), 'What a Parameter is made of');
      const values = data.origin.kind === 'constant' ? data.origin.values : undefined;
      return torch.tensor({ kind: 'parameter', values }, data.shape);
    }
    return torch.constant(positional.every((one) => typeof one === 'number') ? (positional as number[]) : undefined);
  };
}

const namesOf = (others: Value | undefined): Map<string, Value> =>
  new Map(
    others instanceof PyDict ? [...others.entries.values()].map(([key, value]) => [String(key), value] as const) : [],
  );
