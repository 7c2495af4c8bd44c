/** `nn.Conv2d` and all the others: constructed from PyTorch's arguments, called as a layer of the registry. */
import { findLayer } from '../../engine/registry';
import { bindNative, native, signatureOf } from '../python/native';
import { PyBuiltin, PyClass, PyFloat, PyInstance, type Value } from '../python/values';
import type { Vm } from '../python/vm';
import { settingOf, tensorOf, type Torch } from './context';
import type { Settings } from './graph';
import { newState } from './moduleClass';
import { parameterShapes } from './parameterShapes';
import { layerArguments, sameAs, withoutEffect } from './positional';

export function layerClasses(torch: Torch): Map<string, PyClass> {
  return new Map(Object.keys(layerArguments).map((name) => [name, layerClass(torch, name)]));
}

/** Work that a layer is, compared with a line of Python. */
export const LAYER_STEPS = 100;

function layerClass(torch: Torch, name: string): PyClass {
  const cls = new PyClass(name, [torch.moduleClass]);
  const type = sameAs[name] ?? name;
  const signature = signatureOf(layerArguments[name]!);
  cls.attributes.set(
    '__init__',
    new PyBuiltin('__init__', (vm, { positional: [self, ...positional], named }) => {
      vm.tick(LAYER_STEPS);
      const given = bindNative(vm, name, signature, { positional, named });
      const module = self as PyInstance;
      const settings = settingsOf(vm, type, given);
      torch.states.set(module, newState(vm, { type, settings, inPlace: given.inplace === true }));
      describeLayer(torch, vm, module, type, settings, given);
      return null;
    }),
  );
  cls.attributes.set(
    'forward',
    native('forward', 'self, input?, *more, **named', (vm, { self, input }) =>
      callLayer(torch, vm, self as PyInstance, input),
    ),
  );
  return cls;
}

/** Arguments as the registry's options; `None` is an option left out. */
export function settingsOf(vm: Vm, type: string, given: { readonly [name: string]: Value | undefined }): Settings {
  const options = findLayer(type)?.options ?? {};
  const settings: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || withoutEffect.has(name)) continue;
    const option = options[name];
    const what = `"${name}" of ${type}`;
    if (!option && (value === null || value === false)) continue;
    if (value === null && option && !('value' in option.read(null))) continue;
    if (option && value instanceof PyFloat && wantsInteger(option.schema)) {
      vm.raise('TypeError', `${what} must be an integer, but is the float ${vm.repr(value)}: write // or int().`);
    }
    settings[name] = settingOf(vm, value, what);
  }
  return settings;
}

function wantsInteger(schema: { readonly [key: string]: unknown }): boolean {
  const { type, anyOf } = schema as { type?: unknown; anyOf?: readonly { readonly type?: unknown }[] };
  return type === 'integer' || (anyOf ?? []).some((one) => one.type === 'integer');
}

/** What code reads of a layer: `conv.out_channels`, `conv.weight.shape`, `bn.bias is not None`. */
function describeLayer(
  torch: Torch,
  vm: Vm,
  module: PyInstance,
  type: string,
  settings: Settings,
  given: { readonly [name: string]: Value | undefined },
): void {
  for (const [name, value] of Object.entries(given)) if (value !== undefined) module.attributes.set(name, value);
  const options = findLayer(type)?.options ?? {};
  for (const [name, { fallback }] of Object.entries(options)) {
    const value = settings[name] ?? fallback?.value;
    if (name === 'bias' || value === undefined) continue;
    if (module.attributes.get(name) === undefined) module.attributes.set(name, pythonValue(value, vm));
  }
  // A convolution keeps what was given as one number for every axis, as in PyTorch.
  const axes = Number(/^Conv(?:Transpose)?([123])d$/.exec(type)?.[1] ?? 0);
  for (const name of axes > 0 ? ['kernel_size', 'stride', 'padding', 'dilation', 'output_padding'] : []) {
    const own = module.attributes.get(name);
    if (typeof own === 'number') module.attributes.set(name, vm.tuple(Array.from({ length: axes }, () => own)));
  }
  module.attributes.delete('bias');
  const state = torch.stateOf(vm, module);
  for (const [name, shape] of Object.entries(parameterShapes(type, settings))) {
    const isBuffer = name.startsWith('running') || name === 'num_batches_tracked';
    const tensor =
      shape && torch.tensor(isBuffer ? { kind: 'constant', values: undefined } : { kind: 'parameter' }, shape);
    (isBuffer ? state.buffers : state.parameters).set(name, tensor ?? null);
  }
}

function pythonValue(value: unknown, vm: Vm): Value {
  if (Array.isArray(value)) return vm.tuple(value.map((one) => pythonValue(one, vm)));
  if (typeof value === 'number') return Number.isInteger(value) ? value : new PyFloat(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

export function callLayer(torch: Torch, vm: Vm, module: PyInstance, input: Value | undefined): Value {
  const state = torch.stateOf(vm, module);
  const { layer } = state;
  if (!layer) return vm.raise('RuntimeError', `${module.cls.name} was not constructed.`);
  const tensor = tensorOf(vm, input, `The input of ${torch.paths.get(module) ?? layer.type}`);
  const output = torch.emit(vm, layer.type, [tensor], layer.settings, { name: nodeName(layer.type), module });
  if (!layer.inPlace) return output;
  tensor.origin = output.origin;
  tensor.shape = output.shape;
  return tensor;
}

/** `BatchNorm2d` → `batchnorm` */
const nodeName = (type: string): string => type.replace(/[123]d$/, '').toLowerCase();
