import { defineLayer } from '../layer';
import { bool, int, optionalInt } from '../options';
import { formatShape, sizeOf, zeros } from '../tensor';
import { biasUniform, kaimingUniform } from './shared/fanIn';
import { linearProbe } from './shared/linearProbe';
import { linearTerms } from './shared/linearTerms';

export default defineLayer({
  type: 'Linear',
  doc: 'Connects every input with every output: z = W a + b, over the last axis. The weight has the shape out_features × in_features.',
  formula: {
    forward: 'z_j = Σ_k W_{j,k} a_k + b_j',
    backward: '∂C/∂a_k = Σ_j δ_j W_{j,k}   ∂C/∂W_{j,k} = Σ_n δ_{n,j} a_{n,k}   ∂C/∂b_j = Σ_n δ_{n,j}',
  },
  options: {
    in_features: optionalInt({
      min: 1,
      doc: 'Size of the last input axis; inferred when left out, checked when given.',
    }),
    out_features: int({ min: 1, doc: 'Size of the last output axis.' }),
    bias: bool({ default: true, doc: 'Add a bias b_j to each output.' }),
  },
  parameters: {
    weight: { doc: 'W, out_features × in_features' },
    bias: { doc: 'b, out_features', optional: true },
  },
  affine: true,

  hint: (o) => String(o.out_features),

  shape([input], o) {
    const features = input![input!.length - 1];
    if (features === undefined) {
      return {
        ok: false,
        problems: [{ message: 'Linear needs at least one axis, but the input is a single number.' }],
      };
    }
    if (o.in_features !== undefined && o.in_features !== features) {
      const flat = sizeOf(input!.slice(1));
      const unflattened = input!.length > 2 && flat === o.in_features;
      const remedy = unflattened
        ? ` Linear works on the last axis alone; with a Flatten before it there are ${input!.slice(1).join('·')} = ${flat}.`
        : input!.length > 2
          ? ` Linear works on the last axis alone; a Flatten before it would give ${input!.slice(1).join('·')} = ${flat}.`
          : ` Write "in_features": ${features}, or leave it out.`;
      const message = `the input ${formatShape(input!)} has ${features} features on its last axis, not ${o.in_features}.${remedy}`;
      return { ok: false, problems: [{ option: 'in_features', message }] };
    }
    return {
      ok: true,
      output: [...input!.slice(0, -1), o.out_features],
      parameters: {
        weight: { shape: [o.out_features, features], init: kaimingUniform(features) },
        ...(o.bias && { bias: { shape: [o.out_features], init: biasUniform(features) } }),
      },
      arithmetic: [`${features} → ${o.out_features}`],
      backwardArithmetic: `${o.out_features} → ${features}`,
      multiplyAdds: sizeOf(input!) * o.out_features,
    };
  },

  forward([input], { weight, bias }) {
    const [outs, ins] = weight.shape as [number, number];
    const output = zeros([...input!.shape.slice(0, -1), outs]);
    const [x, w, z] = [input!.data, weight.data, output.data];
    for (let row = 0, at = 0; at < z.length; row += ins) {
      for (let j = 0, base = 0; j < outs; j++, base += ins) {
        let sum = 0;
        for (let k = 0; k < ins; k++) sum += w[base + k]! * x[row + k]!;
        z[at++] = bias ? sum + bias.data[j]! : sum;
      }
    }
    return { output, saved: { input: input! } };
  },

  backward(delta, { input }, { weight, bias }) {
    const [outs, ins] = weight.shape as [number, number];
    const [dInput, dWeight] = [zeros(input.shape), zeros(weight.shape)];
    const dBias = bias && zeros(bias.shape);
    const [x, w, d, dx, dw] = [input.data, weight.data, delta.data, dInput.data, dWeight.data];
    for (let row = 0, at = 0; at < d.length; row += ins) {
      for (let j = 0, base = 0; j < outs; j++, base += ins) {
        const dz = d[at++]!;
        for (let k = 0; k < ins; k++) {
          dx[row + k]! += dz * w[base + k]!;
          dw[base + k]! += dz * x[row + k]!;
        }
        if (dBias) dBias.data[j]! += dz;
      }
    }
    return { inputs: [dInput], parameters: { weight: dWeight, bias: dBias } };
  },

  probe: ([input], parameters) => linearProbe(input!, parameters),
  terms: linearTerms,

  torch: 'F.linear(x, weight, bias)',

  samples: [
    { name: 'more inputs than outputs', inputs: [[3, 7]], options: { out_features: 4 } },
    {
      name: 'more outputs than inputs, no bias',
      inputs: [[2, 3]],
      options: { in_features: 3, out_features: 5, bias: false },
    },
    { name: 'one sample', inputs: [[1, 4]], options: { out_features: 3 } },
    { name: 'last of three axes', inputs: [[2, 3, 4]], options: { out_features: 5 } },
    { name: 'last of four axes', inputs: [[2, 2, 3, 4]], options: { out_features: 3 } },
  ],
  rejects: [
    {
      name: 'another number of features',
      inputs: [[2, 400]],
      options: { in_features: 256, out_features: 10 },
      option: 'in_features',
      message: 'the input 2×400 has 400 features on its last axis, not 256. Write "in_features": 400, or leave it out.',
    },
    {
      name: 'maps that were not flattened',
      inputs: [[1, 16, 5, 5]],
      options: { in_features: 400, out_features: 120 },
      option: 'in_features',
      message: 'with a Flatten before it there are 16·5·5 = 400',
    },
  ],
});
