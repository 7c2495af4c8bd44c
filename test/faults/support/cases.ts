/** Every mistake of the catalogue on every layer and loss where it changes a gradient, as cases to run. */
import { gradientOf, type Bench } from '../../../src/engine/diagnose/bench';
import type { Mistake } from '../../../src/engine/diagnose/mistake';
import { mistakes } from '../../../src/engine/diagnose/mistakes/index';
import { allLayers, allLosses } from '../../../src/engine/registry';
import type { Rng } from '../../../src/engine/rng';
import type { Tensor } from '../../../src/engine/tensor';
import { passOver } from '../../../src/engine/trace';
import { furtherSamples } from './geometries';
import { layerSubject, lossSubject, type Subject } from './network';
import { benchesOf, madeOn } from './plant';

export interface Case {
  readonly subject: Subject;
  readonly bench: Bench;
  readonly mistakes: readonly Mistake[];
  /** The gradient with the mistakes in it. */
  readonly wrong: Tensor;
  readonly right: Tensor;
}

/** A mistake that changes no entry by more than this share of the largest one is none. */
export const SMALLEST = 1e-9;

/** The largest difference of an entry, as a share of the largest entry of the right gradient. */
export function distance(a: Tensor, b: Tensor): number {
  let [difference, largest] = [0, 0];
  for (const [flat, value] of b.data.entries()) {
    difference = Math.max(difference, Math.abs(a.data[flat]! - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return difference / (largest || 1);
}

/** All layers and losses on their own samples, and on geometries that those leave out. */
export function subjects(): Subject[] {
  return [
    ...allLayers().flatMap((layer) =>
      [...layer.samples, ...furtherSamples(layer.type)].map((sample) => layerSubject(layer, sample)),
    ),
    ...allLosses().flatMap((loss) => loss.samples.map((sample) => lossSubject(loss, sample))),
  ];
}

export function caseOf(subject: Subject, bench: Bench, made: readonly Mistake[], right = gradientOf(bench)) {
  const wrongBench = madeOn(bench, made);
  const wrong = wrongBench && gradientOf(wrongBench);
  // A gradient of another length is told before it is compared.
  if (wrong?.data.length !== right.data.length || !wrong.data.every(Number.isFinite)) return undefined;
  return distance(wrong, right) > SMALLEST
    ? ({ subject, bench, mistakes: made, wrong, right } satisfies Case)
    : undefined;
}

/** Every mistake on every gradient where it shows. */
export function allCases(): Case[] {
  return subjects().flatMap((subject) => {
    const benches = benchesOf(passOver(subject.model), subject.layer);
    return benches.flatMap((bench) => {
      const right = gradientOf(bench);
      return mistakes.flatMap((mistake) => caseOf(subject, bench, [mistake], right) ?? []);
    });
  });
}

/** A mistake that this many kinds of layers can have is of no kind in particular. */
const GENERAL = 15;
const GEOMETRIES = 2;

/** Each entry of a list with the same chance, by a seed. */
export const pick = <T>(list: readonly T[], rng: Rng): T => list[Math.floor(rng.uniform() * list.length)]!;

/**
 * Of each mistake and layer a few geometries, as far apart in the list as can be; one of those mistakes that every
 * layer can have. Other choices of subgradients at ties are left out: they are no mistake to a gradcheck.
 */
export function chosenFrom(all: readonly Case[]): Case[] {
  const groups = new Map<string, Case[]>();
  const layers = new Map<string, Set<string>>();
  for (const one of all) {
    const [mistake] = one.mistakes as [Mistake];
    if (mistake.subgradient) continue;
    const key = `${mistake.id}|${one.subject.type}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
    layers.set(mistake.id, (layers.get(mistake.id) ?? new Set()).add(one.subject.type));
  }
  return [...groups.values()].flatMap((group, at) => {
    const general = layers.get(group[0]!.mistakes[0]!.id)!.size > GENERAL;
    const wanted = Math.min(group.length, general ? 1 : GEOMETRIES);
    return Array.from({ length: wanted }, (_, k) => group[Math.floor(((k + (at % 7) / 7) * group.length) / wanted)]!);
  });
}
