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

export const mistakes: readonly Mistake[] = [
  ...[...convolution, ...convolutionWindows, ...pool, ...norm, ...dropout, ...softmax, ...slopes],
  ...[...crossEntropy, ...losses, ...linear, ...readers, ...order, ...structure, ...forward],
  ...[...activation, ...options, ...samples, ...results],
];
