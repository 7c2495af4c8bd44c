/** Mistakes in dropout: the backward pass multiplies by the same mask, and by the same scale. */
import { byTheLayer, isInput, map, withCompute, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { slopes } from './activation';

const on = 'Dropout and its kin, in training';
const formula = '∂C/∂x = δ · m/(1 − p), m the mask of the forward pass';

/** δ times what the mask's slope says. */
const masked =
  (of: (slope: number, p: number) => number): Mistake['make'] =>
  (bench) =>
    isDropout(bench)
      ? withCompute(bench, (pieces) => {
          const mask = slopes(pieces);
          return map(pieces.delta, (d, flat) => d * of(mask.data[flat]!, Number(pieces.options.p)));
        })
      : undefined;

const isDropout = (bench: Bench): boolean => bench.type.includes('Dropout') && isInput(bench);

export default defineMistakes(
  {
    id: 'dropout-mask-lost',
    title: 'mask of the dropout lost',
    when: 'the mask is lost: δ goes through unchanged',
    on,
    make: masked(() => 1),
    remedy: {
      formula,
      why: 'What was dropped had no influence, and gets nothing back.',
      edit: { yours: 'dx = delta', right: 'dx = delta * mask / (1 - p)' },
    },
    seen: ['https://github.com/ddbourgin/numpy-ml/issues/94'],
  },
  {
    id: 'dropout-scale-lost',
    title: 'scale of the dropout lost',
    when: 'the mask is there, but not the scale 1/(1 − p)',
    on,
    make: masked((slope) => (slope === 0 ? 0 : 1)),
    remedy: {
      formula,
      why: 'The forward pass has scaled up what it kept, and so does its derivative.',
      edit: { yours: 'delta * mask', right: 'delta * mask / (1 - p)' },
    },
    seen: ['https://github.com/ddbourgin/numpy-ml/issues/94'],
  },
  {
    id: 'dropout-scale-inverted',
    title: 'multiplied by 1 − p',
    when: 'it is multiplied by 1 − p and not divided',
    on: 'Dropout, in training',
    make: masked((slope, p) => (slope === 0 ? 0 : 1 - p)),
    remedy: { formula, why: 'Inverted dropout divides in training, so that nothing is to be done later.' },
  },
  {
    id: 'dropout-scale-by-p',
    title: 'divided by p',
    when: 'it is divided by p, the share that is dropped, and not by 1 − p',
    on: 'Dropout, in training',
    make: masked((slope, p) => (slope === 0 ? 0 : 1 / p)),
    remedy: {
      formula,
      why: 'p is the probability to drop; 1 − p is kept.',
      edit: { yours: 'delta * mask / p', right: 'delta * mask / (1 - p)' },
    },
  },
  {
    id: 'dropout-mask-inverted',
    title: 'mask inverted',
    when: 'the mask is the wrong way round: δ passes where the forward pass dropped',
    on,
    make: (bench) =>
      isDropout(bench)
        ? withCompute(bench, (pieces) => {
            const mask = slopes(pieces);
            const scale = mask.data.find((slope) => slope !== 0) ?? 1;
            return map(pieces.delta, (d, flat) => (mask.data[flat] === 0 ? d * scale : 0));
          })
        : undefined,
    remedy: {
      formula,
      why: 'm is 1 where an entry was kept.',
      edit: { yours: 'delta[mask] = 0', right: 'delta[~mask] = 0' },
    },
  },
  {
    id: 'dropout-twice',
    title: 'mask and scale applied twice',
    when: 'mask and scale are applied twice',
    on,
    make: (bench) =>
      isDropout(bench)
        ? withCompute(bench, (pieces) => {
            const mask = slopes(pieces);
            return map(byTheLayer(pieces), (value, flat) => value * mask.data[flat]!);
          })
        : undefined,
    remedy: { formula, why: 'δ of the layer after it holds no mask of this one; once is enough.' },
  },
);
