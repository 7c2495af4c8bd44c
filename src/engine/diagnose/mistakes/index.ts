/**
 * Every known mistake, in the order in which they are preferred: where two give the same numbers, the earlier one is
 * named. So what is particular to a kind of layer comes before what any gradient can have.
 */
import type { Mistake } from '../mistake';
import activation from './activation';
import convolution from './convolution';
import linear from './linear';
import pool from './pool';
import results from './results';

export const mistakes: readonly Mistake[] = [...convolution, ...pool, ...linear, ...activation, ...results];
