/** Class statements. */
import type { ClassParts } from './ast';
import { executeBlock } from './execute';
import { Scope } from './scope';
import { Opaque, PyClass, types } from './values';
import type { Vm } from './vm';

export function buildClass(vm: Vm, statement: ClassParts, scope: Scope): PyClass {
  const bases: PyClass[] = [];
  let unknown: Opaque | undefined;
  for (const { style, value } of statement.bases) {
    if (style !== 'positional') continue;
    const base = vm.evaluate(value, scope);
    if (base instanceof PyClass) bases.push(base);
    else if (base instanceof Opaque) unknown ??= base;
    else {
      vm.frames.at(-1)!.at = value;
      vm.raise('TypeError', `${vm.repr(base)} is not a class to derive from.`);
    }
  }
  const cls = new PyClass(statement.name, bases.length > 0 ? bases : [types.object]);
  cls.unknownBase = unknown?.path.startsWith('typing') ? undefined : unknown;
  for (const base of bases) cls.unknownBase ??= base.unknownBase;
  cls.source = { file: scope.file, ...statement.at };
  const body = new Scope('class', scope, scope.file, cls);
  const frame = vm.frames.at(-1)!;
  vm.frames.push({ callee: undefined, scope: body, self: frame.self, at: statement, yielded: [] });
  executeBlock(vm, statement.body, body);
  vm.frames.pop();
  for (const [name, value] of body.names) cls.attributes.set(name, value);
  cls.annotated = statement.body.flatMap((one) =>
    one.kind === 'annotate' && one.target.kind === 'name' ? [one.target.id] : [],
  );
  for (const base of cls.mro.slice(1)) base.derived?.(vm, cls);
  return cls;
}
