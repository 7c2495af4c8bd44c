import { defineLayer } from '../layer';
import { formatShape, sizeOf, zeros, type Shape } from '../tensor';
import { fault } from './shared/axes';
import { broadcastShape } from './shared/broadcast';
import { matMulProbe, matMulTerms } from './shared/matMulEntries';
import { productsOf } from './shared/matrices';

export default defineLayer({
  type: 'MatMul',
  arity: 2,
  affine: true,
  doc: 'Multiplies matrices that lie on the last two axes; the axes in front are a batch, with broadcasting. As torch.matmul of tensors with two axes or more.',
  formula: {
    forward: 'c[…, i, j] = Σ_k a[…, i, k] · b[…, k, j]',
    backward:
      '∂C/∂a[…, i, k] = Σ_j δ[…, i, j] · b[…, k, j]   ∂C/∂b[…, k, j] = Σ_i a[…, i, k] · δ[…, i, j], summed over a batch axis along which the matrix was repeated',
  },
  options: {},
  parameters: {},

  shape([a, b]) {
    const flat = [a!, b!].findIndex((shape) => shape.length < 2);
    if (flat >= 0)
      return fault(
        undefined,
        `input ${flat} is ${formatShape([a!, b!][flat]!)}: a matrix has two axes. An Unsqueeze before it gives the second.`,
      );
    const [inner, rows] = [a!.at(-1)!, b!.at(-2)!];
    const sizes = `${formatShape(a!)} times ${formatShape(b!)}`;
    if (inner !== rows) return fault(undefined, `${sizes}: the first has ${inner} columns, the second ${rows} rows.`);
    const batch = broadcastShape([a!.slice(0, -2), b!.slice(0, -2)]);
    if ('axis' in batch)
      return fault(undefined, `${sizes}: the batch axes ${batchText(a!)} and ${batchText(b!)} do not go together.`);
    const output = [...batch.shape, a!.at(-2)!, b!.at(-1)!];
    return {
      ok: true,
      output,
      parameters: {},
      arithmetic: [`${a!.at(-2)}×${inner} · ${rows}×${b!.at(-1)} = ${a!.at(-2)}×${b!.at(-1)}`],
      multiplyAdds: sizeOf(output) * inner,
    };
  },

  forward([a, b]) {
    const products = productsOf(a!.shape, b!.shape);
    const { rows, inner, columns, ofA, ofB } = products;
    const output = zeros(products.output);
    for (let batch = 0, at = 0; batch < ofA.length; batch++) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++, at++) {
          let sum = 0;
          for (let k = 0; k < inner; k++) {
            sum += a!.data[ofA[batch]! + i * inner + k]! * b!.data[ofB[batch]! + k * columns + j]!;
          }
          output.data[at] = sum;
        }
      }
    }
    return { output, saved: { a: a!, b: b!, products } };
  },

  backward(delta, { a, b, products: { rows, inner, columns, ofA, ofB } }) {
    const [dA, dB] = [zeros(a.shape), zeros(b.shape)];
    for (let batch = 0, at = 0; batch < ofA.length; batch++) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++, at++) {
          for (let k = 0; k < inner; k++) {
            const [inA, inB] = [ofA[batch]! + i * inner + k, ofB[batch]! + k * columns + j];
            dA.data[inA]! += delta.data[at]! * b.data[inB]!;
            dB.data[inB]! += delta.data[at]! * a.data[inA]!;
          }
        }
      }
    }
    return { inputs: [dA, dB], parameters: {} };
  },

  probe: ([a, b], _parameters, _options, { products }) => matMulProbe(a!, b!, products),
  terms: matMulTerms,

  torch: 'torch.matmul(x0, x1)',

  samples: [
    {
      name: 'two matrices',
      inputs: [
        [3, 4],
        [4, 2],
      ],
      options: {},
    },
    {
      name: 'a batch each',
      inputs: [
        [2, 3, 4],
        [2, 4, 5],
      ],
      options: {},
    },
    {
      name: 'one matrix for the whole batch',
      inputs: [
        [2, 3, 2, 4],
        [4, 3],
      ],
      options: {},
    },
    {
      name: 'a batch against one matrix in front',
      inputs: [
        [3, 2],
        [2, 2, 2, 4],
      ],
      options: {},
    },
    {
      name: 'both batches are repeated',
      inputs: [
        [3, 1, 2, 3],
        [1, 2, 3, 2],
      ],
      options: {},
    },
    {
      name: 'a row times a column',
      inputs: [
        [1, 4],
        [4, 1],
      ],
      options: {},
    },
  ],
  rejects: [
    {
      name: 'columns and rows unlike',
      inputs: [
        [2, 3, 4],
        [2, 3, 4],
      ],
      options: {},
      message: '2×3×4 times 2×3×4: the first has 4 columns, the second 3 rows.',
    },
    {
      name: 'batches unlike',
      inputs: [
        [2, 3, 4],
        [3, 4, 5],
      ],
      options: {},
      message: 'the batch axes 2 and 3 do not go together.',
    },
    { name: 'a vector', inputs: [[2, 3], [3]], options: {}, message: 'input 1 is 3: a matrix has two axes.' },
  ],
});

const batchText = (shape: Shape): string => formatShape(shape.slice(0, -2));
