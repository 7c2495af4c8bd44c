/** A mistake that people make in a backward pass, written once: what it does, what it is called, what cures it. */
import type { Remedy } from '../summary';
import type { Tensor } from '../tensor';
import { gradientOf, type Bench } from './bench';

export interface Mistake {
  /** `kernel-not-rotated` */
  readonly id: string;
  /** `kernel not rotated`: for the lens and the table. */
  readonly title: string;
  /** What follows "equals what you get when …": `the kernel is not rotated by 180°`. */
  readonly when: string;
  /** Layers it is made on, in words: for the documentation. */
  readonly on: string;
  /** The bench with the mistake made on it; undefined where it cannot be made. */
  make(bench: Bench): Bench | undefined;
  readonly remedy: Remedy;
  /** Where people have made it: public reports. */
  readonly seen?: readonly string[];
  /** Gives another subgradient where entries are tied: no mistake to a gradcheck, but another choice than PyTorch's. */
  readonly subgradient?: true;
  /** A sentence of its own, where "equals what you get when" does not say it well. */
  sentence?(subject: string, bench: Bench): string;
}

export const defineMistakes = (...mistakes: readonly Mistake[]): readonly Mistake[] => mistakes;

/** The gradient with this mistake made on the bench; undefined where it cannot be made. */
export function gradientWith(mistake: Mistake, bench: Bench): Tensor | undefined {
  const made = mistake.make(bench);
  return made && gradientOf(made);
}
