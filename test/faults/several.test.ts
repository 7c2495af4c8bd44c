/** Two mistakes at once in one layer, and several layers at fault at once. Which ones is drawn by a seed. */
import { afterAll, describe, expect, it } from 'vitest';
import { gradientOf } from '../../src/engine/diagnose/bench';
import { mistakes } from '../../src/engine/diagnose/mistakes/index';
import { allLayers } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import { passOver } from '../../src/engine/trace';
import { caseOf, distance, pick, SMALLEST, type Case } from './support/cases';
import { deepNetwork } from './support/deepNetwork';
import { layerSubject, type Subject } from './support/network';
import { benchesOf, madeOn, planted } from './support/plant';
import { tableOf, type Outcome } from './support/table';
import { isCaught, isLocated, isNamed, namedIn, reportOf } from './support/verdict';

const PAIRS = 150;
const NETWORKS = 40;
const TIME = 240_000;
const share = (count: number, of: number): string => `${count} of ${of}`;

/** Neither of the two alone gives what both give. */
function isPair({ bench, mistakes: both, wrong }: Case): boolean {
  return both.every((mistake) => {
    const alone = madeOn(bench, [mistake]);
    return alone !== undefined && distance(gradientOf(alone), wrong) > SMALLEST;
  });
}

const makeable = (mistake: (typeof mistakes)[number]): boolean => !mistake.subgradient;

function drawPairs(): Case[] {
  const rng = mersenneTwister(7);
  const found: Case[] = [];
  while (found.length < PAIRS) {
    const layer = pick(allLayers(), rng);
    const subject = layerSubject(layer, pick(layer.samples, rng));
    const benches = benchesOf(passOver(subject.model), subject.layer);
    if (benches.length === 0) continue;
    const bench = pick(benches, rng);
    const usable = mistakes.filter((mistake) => makeable(mistake) && caseOf(subject, bench, [mistake]));
    if (usable.length < 2) continue;
    const one = caseOf(subject, bench, [pick(usable, rng), pick(usable, rng)]);
    if (one && one.mistakes[0] !== one.mistakes[1] && isPair(one)) found.push(one);
  }
  return found;
}

describe('two mistakes in one gradient', () => {
  const outcomes: Outcome[] = [];

  it(
    'are caught, located, and mostly named',
    async () => {
      for (const one of drawPairs()) {
        const { subject, bench } = one;
        const report = await reportOf(planted(subject, [one]), subject.summary);
        const said = namedIn(report, subject.layer, bench.target) ?? [];
        const caught = isCaught(report, subject.layer);
        const located = isLocated(report, [subject.layer]);
        outcomes.push({ case: one, caught, located, named: isNamed(one, said), said });
      }
      expect(outcomes.filter(({ caught }) => !caught)).toEqual([]);
      expect(outcomes.filter(({ located }) => !located)).toEqual([]);
      expect(outcomes.filter(({ named }) => named).length / outcomes.length).toBeGreaterThanOrEqual(0.9);
    },
    TIME,
  );

  afterAll(() => console.log(`pairs: ${tableOf(outcomes).summary}`));
});

describe('several layers at fault', () => {
  const counts = { layers: 0, located: 0, named: 0 };

  it(
    'are all named, and no other; the first is on top',
    async () => {
      const rng = mersenneTwister(11);
      const right = deepNetwork();
      const wrongly: string[] = [];
      for (let k = 0; k < NETWORKS; k++) {
        let model = right.model;
        const layers = new Set(
          Array.from({ length: 4 }, () => Math.floor(rng.uniform() * model.network.layers.length)),
        );
        const faults: { readonly layer: number; readonly mistake: string; readonly case: () => Case | undefined }[] =
          [];
        for (const layer of layers) {
          const subject: Subject = { ...right, model, layer, name: 'deep', type: '' };
          const bench = pick(benchesOf(passOver(model), layer), rng);
          const usable = mistakes.filter((mistake) => makeable(mistake) && caseOf(subject, bench, [mistake]));
          const mistake = pick(usable, rng);
          model = planted(subject, [{ bench, mistakes: [mistake] }]);
          faults.push({
            layer,
            mistake: mistake.id,
            // With the δ that arrives behind all of the faults.
            case: () => {
              const arriving = benchesOf(passOver(model), layer).find(
                ({ target }) => JSON.stringify(target) === JSON.stringify(bench.target),
              );
              return arriving && caseOf(subject, arriving, [mistake]);
            },
          });
        }
        const effective = faults.flatMap((fault) => {
          const one = fault.case();
          return one ? [{ ...fault, one }] : [];
        });
        const report = await reportOf(model, right.summary);
        const expected = effective.map(({ layer }) => layer).sort((a, b) => a - b);
        counts.layers += expected.length;
        if (isLocated(report, expected)) counts.located += expected.length;
        else
          wrongly.push(
            `${k}: ${effective.map(({ layer, mistake }) => `${layer} ${mistake}`).join(', ')}: ${report.sentence}`,
          );
        for (const { layer, one } of effective) {
          if (isNamed(one, namedIn(report, layer, one.bench.target))) counts.named++;
        }
      }
      expect(wrongly).toEqual([]);
      expect(counts.named / counts.layers).toBeGreaterThanOrEqual(0.95);
    },
    TIME,
  );

  afterAll(() =>
    console.log(
      `several at once: located ${share(counts.located, counts.layers)} layers, named ${share(counts.named, counts.layers)}`,
    ),
  );
});
