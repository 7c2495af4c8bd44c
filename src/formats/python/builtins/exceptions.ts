/** Python's exception classes, as far as files name them. */
import { define, native } from '../native';
import { PyClass, PyInstance, PyTuple, types } from '../values';

const tree: { readonly [name: string]: string } = {
  Exception: 'BaseException',
  ArithmeticError: 'Exception',
  ZeroDivisionError: 'ArithmeticError',
  OverflowError: 'ArithmeticError',
  AssertionError: 'Exception',
  AttributeError: 'Exception',
  ImportError: 'Exception',
  ModuleNotFoundError: 'ImportError',
  LookupError: 'Exception',
  IndexError: 'LookupError',
  KeyError: 'LookupError',
  NameError: 'Exception',
  OSError: 'Exception',
  FileNotFoundError: 'OSError',
  RuntimeError: 'Exception',
  NotImplementedError: 'RuntimeError',
  RecursionError: 'RuntimeError',
  StopIteration: 'Exception',
  SyntaxError: 'Exception',
  TypeError: 'Exception',
  ValueError: 'Exception',
  UnicodeDecodeError: 'ValueError',
  Warning: 'Exception',
  UserWarning: 'Warning',
  DeprecationWarning: 'Warning',
  FutureWarning: 'Warning',
  RuntimeWarning: 'Warning',
  KeyboardInterrupt: 'BaseException',
  SystemExit: 'BaseException',
};

export const exceptions = new Map<string, PyClass>();
{
  const base = new PyClass('BaseException', [types.object]);
  base.construct = (vm, cls, args) => {
    const made = new PyInstance(cls);
    made.attributes.set('args', new PyTuple(args.positional));
    const init = cls.find('__init__');
    if (init !== undefined) vm.call(init, { positional: [made, ...args.positional], named: args.named });
    return made;
  };
  define(base, {
    __init__: [
      '*args, **named',
      (_vm, { self, args }) => {
        (self as PyInstance).attributes.set('args', args!);
        return null;
      },
    ],
  });
  base.attributes.set(
    '__str__',
    native('__str__', 'self', (vm, { self }) => {
      const args = (self as PyInstance).attributes.get('args');
      const first = args instanceof PyTuple ? args.items[0] : undefined;
      return first === undefined ? '' : vm.str(first);
    }),
  );
  exceptions.set('BaseException', base);
  for (const [name, parent] of Object.entries(tree)) {
    exceptions.set(name, new PyClass(name, [exceptions.get(parent)!]));
  }
}
