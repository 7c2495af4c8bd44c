/**
 * Every known mistake, in the order in which they are preferred: where two give the same numbers, the earlier one is
 * named. So what is particular to a kind of layer comes before what any gradient can have.
 */
import type { Mistake } from '../mistake';
import activation from './activation';
import convolution from './convolution';
import convolutionWindows from './convolutionWindows';
import crossEntropy from './crossEntropy';
import dropout from './dropout';
import forward from './forward';
import linear from './linear';
import losses from './losses';
import norm from './norm';
import options from './options';
import order from './order';
import pool from './pool';
import readers from './readers';
import results from './results';
import samples from './samples';
import slopes from './slopes';
import softmax from './softmax';
import structure from './structure';

export interface Family {
  readonly name: string;
  readonly mistakes: readonly Mistake[];
}

export const families: readonly Family[] = [
  { name: 'Convolutions: which tap meets which cell', mistakes: convolution },
  { name: 'Convolutions: where the windows lie', mistakes: convolutionWindows },
  { name: 'Pools', mistakes: pool },
  { name: 'Norms', mistakes: norm },
  { name: 'Dropout', mistakes: dropout },
  { name: 'Softmax', mistakes: softmax },
  { name: 'Derivatives of single functions', mistakes: slopes },
  { name: 'Cross-entropy', mistakes: crossEntropy },
  { name: 'Losses', mistakes: losses },
  { name: 'Dense layers and matrix products', mistakes: linear },
  { name: 'Enlarged maps and padded borders', mistakes: readers },
  { name: 'Order of axes', mistakes: order },
  { name: 'Branches, broadcasting and pieces', mistakes: structure },
  { name: 'Forward passes', mistakes: forward },
  { name: 'Activations', mistakes: activation },
  { name: 'Options that are forgotten', mistakes: options },
  { name: 'What is summed over', mistakes: samples },
  { name: 'Any gradient', mistakes: results },
];

export const mistakes: readonly Mistake[] = families.flatMap((family) => family.mistakes);
