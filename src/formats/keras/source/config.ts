/** Values of Python as a layer's config has them. */
import { dependsOn } from '../../python/errors';
import { Opaque, plain, PyBuiltin, PyDict, PyFloat, PyList, PyRange, PyTuple, type Value } from '../../python/values';
import type { Vm } from '../../python/vm';

export function configValue(vm: Vm, value: Value, what: string): unknown {
  const own = plain(value);
  if (own === null || typeof own !== 'object') return own;
  if (own instanceof Opaque) throw dependsOn(what, own);
  if (own instanceof PyFloat) return own.value;
  if (own instanceof PyList || own instanceof PyTuple) return own.items.map((item) => configValue(vm, item, what));
  if (own instanceof PyRange) return Array.from({ length: own.length }, (_, k) => own.at(k));
  if (own instanceof PyDict)
    return Object.fromEntries(
      [...own.entries.values()].map(([key, one]) => [vm.str(key), configValue(vm, one, what)] as const),
    );
  if (own instanceof PyBuiltin) return own.name;
  return vm.raise('TypeError', `${what} cannot be ${vm.repr(own)}.`);
}

/** Extents with None for what is open; undefined where that is not known. */
export function shapeValue(value: Value | undefined): (number | null)[] | undefined {
  const own = plain(value ?? null);
  if (typeof own === 'number') return [own];
  if (!(own instanceof PyList || own instanceof PyTuple)) return undefined;
  const extents = own.items.map((one) => {
    const extent = plain(one);
    return extent instanceof PyFloat ? extent.value : extent;
  });
  return extents.every((extent) => extent === null || typeof extent === 'number')
    ? (extents as (number | null)[])
    : undefined;
}
