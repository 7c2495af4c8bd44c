/** Layers that join tensors entry by entry, with broadcasting; a number (`other`) may stand for the second one. */
import { defineLayer, type DoesNotFit, type Layer, type Reject, type Sample } from '../../layer';
import { optionalNumber } from '../../options';
import { formatShape, sizeOf, zeros, type Shape } from '../../tensor';
import { fault } from './axes';
import { binaryTerms } from './binaryTerms';
import { broadcastShape, broadcastStrides, walk } from './broadcast';
import { operand, slopeAt, valueAt, type Binary, type BinaryOptions, type BinarySaved } from './operands';
import { listOf, readersOf, single, type Lists } from './readers';

const OPTIONS = {
  other: optionalNumber({ doc: 'The second operand where it is one number; then there is a single input.' }),
};

function shapeProblem(
  { type, many }: Binary,
  inputs: readonly Shape[],
  { other }: BinaryOptions,
): DoesNotFit | undefined {
  if (inputs.length === 1 && other === undefined) {
    return fault(
      'other',
      `${type} has a single input: name ${many ? 'several' : 'two'} in "inputs", or give a number as "other".`,
    );
  }
  if (inputs.length > 1 && other !== undefined) {
    return fault('other', `${type} has ${inputs.length} inputs already; "other" stands for the second one.`);
  }
  if (inputs.length > 2 && !many) return fault(undefined, `${type} takes two inputs, not ${inputs.length}.`);
  return undefined;
}

function misfit(inputs: readonly Shape[], axis: number): DoesNotFit {
  const rank = Math.max(...inputs.map(({ length }) => length));
  const extents = inputs.map((shape) => shape[axis - rank + shape.length] ?? 1);
  const shapes = inputs.map(formatShape).join(' and ');
  return fault(
    undefined,
    `${shapes} do not go together: axis ${axis} is ${extents.join(' and ')}, and only 1 is repeated.`,
  );
}

export function defineBinary(binary: Binary): Layer {
  const { type, doc, formula, operator = '', affine, piece, many } = binary;
  return defineLayer({
    type,
    doc,
    formula,
    options: OPTIONS,
    parameters: {},
    arity: 'many',
    ...(affine && { affine }),
    torch:
      binary.torch ??
      (many
        ? `sum(inputs) if other is None else x ${operator} other`
        : `x ${operator} (x1 if other is None else other)`),

    shape(inputs, o) {
      const problem = shapeProblem(binary, inputs, o);
      if (problem) return problem;
      const common = broadcastShape(inputs);
      if ('axis' in common) return misfit(inputs, common.axis);
      const alike = inputs.every((shape) => sizeOf(shape) === sizeOf(common.shape));
      const arithmetic = alike ? [] : [`${inputs.map(formatShape).join(' and ')} → ${formatShape(common.shape)}`];
      const multiplyAdds = operator === '*' || operator === '/' ? sizeOf(common.shape) : 0;
      return { ok: true, output: common.shape, parameters: {}, arithmetic, multiplyAdds };
    },

    forward(inputs, _parameters, { other }) {
      const common = broadcastShape(inputs.map(({ shape }) => shape)) as { shape: Shape };
      const output = zeros(common.shape);
      const from = inputs.map(({ shape }) => walk(output.shape, broadcastStrides(shape, output.shape)));
      const saved: BinarySaved = { inputs, shape: output.shape, other, from };
      for (let at = 0; at < output.data.length; at++) output.data[at] = valueAt(binary, saved, at);
      return { output, saved };
    },

    /** δ times the slope, summed over the outputs that an entry was repeated to. */
    backward(delta, saved) {
      const inputs = saved.inputs.map(({ shape }, input) => {
        const dx = zeros(shape);
        const from = saved.from[input]!;
        for (let at = 0; at < from.length; at++)
          dx.data[from[at]!]! += delta.data[at]! * slopeAt(binary, saved, input, at);
        return dx;
      });
      return { inputs, parameters: {} };
    },

    ...(piece && {
      branch: (saved: BinarySaved) =>
        Int32Array.from(saved.from[0]!, (_, at) => piece(operand(saved, 1, at), operand(saved, 0, at))),
    }),

    probe(inputs, _parameters, _options, saved) {
      const live = { ...saved, inputs };
      const readers = new Map<number, Lists>();
      const readersOfInput = (input: number): Lists => {
        const made = readers.get(input) ?? readersOf(single(saved.from[input]!), inputs[input]!.data.length);
        readers.set(input, made);
        return made;
      };
      return {
        reach: (source, flat) => listOf(readersOfInput(source.kind === 'input' ? source.input : 0), flat),
        output: (flat) => valueAt(binary, live, flat),
        ...(piece && { branch: (flat: number) => piece(operand(live, 1, flat), operand(live, 0, flat)) }),
      };
    },

    terms: (target, index, state) => binaryTerms(binary, target, index, state),

    samples: samplesOf(binary),
    rejects: rejectsOf(binary),
  });
}

const samplesOf = ({ samples = [], range }: Binary): Sample[] =>
  [
    {
      name: 'maps and maps',
      inputs: [
        [2, 3, 2, 4],
        [2, 3, 2, 4],
      ],
      options: {},
    },
    {
      name: 'a number per map',
      inputs: [
        [2, 3, 2, 4],
        [2, 3, 1, 1],
      ],
      options: {},
    },
    { name: 'a vector, axes in front are repeated', inputs: [[2, 3, 4], [4]], options: {} },
    {
      name: 'both are repeated',
      inputs: [
        [3, 1, 4],
        [1, 2, 1],
      ],
      options: {},
    },
    {
      name: 'the first has fewer axes',
      inputs: [
        [3, 1],
        [1, 2, 3, 2],
      ],
      options: {},
    },
    { name: 'a number', inputs: [[2, 2, 3]], options: { other: -1.5 } },
    ...samples,
  ].map((sample) => ({ ...(range && { range }), ...sample }));

const rejectsOf = ({ type, many }: Binary): Reject[] => [
  {
    name: 'sizes that do not go together',
    inputs: [
      [2, 3, 4, 4],
      [2, 3, 4, 2],
    ],
    options: {},
    message: '2×3×4×4 and 2×3×4×2 do not go together: axis 3 is 4 and 2, and only 1 is repeated.',
  },
  {
    name: 'channels against the last axis',
    inputs: [[1, 3, 4, 5], [3]],
    options: {},
    message: 'axis 3 is 5 and 3',
  },
  { name: 'a single input', inputs: [[1, 3]], options: {}, option: 'other', message: `${type} has a single input` },
  {
    name: 'two inputs and a number',
    inputs: [
      [1, 3],
      [1, 3],
    ],
    options: { other: 2 },
    option: 'other',
    message: 'has 2 inputs already',
  },
  ...(many
    ? []
    : [
        {
          name: 'three inputs',
          inputs: [
            [1, 3],
            [1, 3],
            [1, 3],
          ],
          options: {},
          message: 'takes two inputs, not 3',
        },
      ]),
];
