/** The tensors of a pass that somebody else may have computed too. */
import { parameterKey } from '../instantiate';
import { gradientOf } from '../sharing';
import type { Tensor } from '../tensor';
import type { Trace } from '../trace';
import type { OwnName, Role } from './names';

export interface OwnTensor extends OwnName {
  /** As `gradlens gradients` names it: `conv1.weight.grad`. */
  readonly key: string;
  /** −1 is the network's input, `layers.length` the loss. */
  readonly index: number;
  readonly tensor: Tensor;
  readonly kind: 'kernel' | 'value';
}

/** Every output, δ and gradient of a finished pass, in the order of the layers. */
export function ownTensors(trace: Trace): OwnTensor[] {
  const { layers } = trace.model.network;
  const found: OwnTensor[] = [];
  if (trace.inputDelta) {
    found.push({ key: 'input.grad', role: 'input', layer: '', index: -1, tensor: trace.inputDelta, kind: 'value' });
  }
  for (const [index, { output, delta, back }] of trace.layers.entries()) {
    const layer = layers[index]!;
    const { name } = layer;
    found.push({ key: `${name}.output`, role: 'output', layer: name, index, tensor: output, kind: 'value' });
    if (delta) found.push({ key: `${name}.delta`, role: 'delta', layer: name, index, tensor: delta, kind: 'value' });
    for (const parameter of Object.keys(back?.parameters ?? {})) {
      const tensor = gradientOf(trace, { layer: index, parameter });
      const key = `${parameterKey(layer, parameter)}.grad`;
      // A parameter that several layers use has one gradient.
      if (!tensor || found.some((one) => one.key === key)) continue;
      found.push({ key, role: roleOf(parameter), layer: name, parameter, index, tensor, kind: 'kernel' });
    }
  }
  if (trace.loss) {
    const tensor = { shape: [], data: Float64Array.of(trace.loss.value) };
    found.push({ key: 'loss', role: 'loss', layer: '', index: layers.length, tensor, kind: 'value' });
  }
  return found;
}

const roleOf = (parameter: string): Role => (parameter === 'weight' || parameter === 'bias' ? parameter : 'other');
