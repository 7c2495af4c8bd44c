/** `x[:, 1:, ::2, None]` as slices, selections and new axes. */
import { Unknowable } from '../python/errors';
import { integer } from '../python/native';
import { PyEllipsis, PySlice, PyTuple, type Value } from '../python/values';
import type { Vm } from '../python/vm';
import { knownShape, type Torch } from './context';
import { PyTensor } from './graph';

export function index(torch: Torch, vm: Vm, tensor: PyTensor, by: Value): Value {
  const parts = by instanceof PyTuple ? by.items : [by];
  const shape = knownShape(tensor);
  const taken = parts.filter((part) => part !== null && !(part instanceof PyEllipsis)).length;
  let made = tensor;
  let axis = 0;
  for (const part of parts) {
    if (part instanceof PyEllipsis) axis += shape.length - taken;
    else if (part === null) made = torch.emit(vm, 'Unsqueeze', [made], { dim: axis++ }, { name: 'getitem' });
    else if (part instanceof PySlice) {
      made = sliced(torch, vm, made, part, axis);
      axis++;
    } else if (part instanceof PyTensor || typeof part === 'boolean') {
      throw new Unknowable('What is taken here depends on numbers that are only known when the network runs.');
    } else {
      made = torch.emit(vm, 'Select', [made], { dim: axis, index: integer(vm, part, 'An index') }, { name: 'getitem' });
    }
  }
  return made;
}

function sliced(torch: Torch, vm: Vm, tensor: PyTensor, { lower, upper, step }: PySlice, axis: number): PyTensor {
  if (lower === null && upper === null && step === null) return tensor;
  const settings = {
    dim: axis,
    ...(lower === null ? {} : { start: integer(vm, lower, 'A bound') }),
    ...(upper === null ? {} : { end: integer(vm, upper, 'A bound') }),
    ...(step === null ? {} : { step: integer(vm, step, 'A step') }),
  };
  return torch.emit(vm, 'Slice', [tensor], settings, { name: 'getitem' });
}
