/** The search on its own: what counts as a match, which of several is named, pairs, and what a search costs. */
import { describe, expect, it } from 'vitest';
import { gradientOf, map, type Bench } from '../../../src/engine/diagnose/bench';
import { benchOf } from '../../../src/engine/diagnose/benchOf';
import { closenessOf, hasEffect, isClose, ROUNDING } from '../../../src/engine/diagnose/closeness';
import { gradientWith } from '../../../src/engine/diagnose/mistake';
import { mistakes } from '../../../src/engine/diagnose/mistakes/index';
import { tryPairs } from '../../../src/engine/diagnose/pairs';
import { remembering } from '../../../src/engine/diagnose/remembering';
import { foundOf, matchOf, tryEach, type Asked } from '../../../src/engine/diagnose/search';
import type { EntryTarget } from '../../../src/engine/layer';
import { tensor, type Tensor } from '../../../src/engine/tensor';
import { passOver } from '../../../src/engine/trace';
import { build, classes, type LayerLine } from '../engine/build';

const dx: EntryTarget = { kind: 'inputDelta', input: 0 };

function benchFor(line: LayerLine, target: EntryTarget = dx): Bench {
  const net = build(
    [2, 2, 8, 7],
    [line, { type: 'Softsign' }, { type: 'Flatten' }, { type: 'Linear', out_features: 3 }],
    {
      loss: 'CrossEntropyLoss',
      target: classes(2, 0),
    },
  );
  return benchOf(passOver(net.model), 0, target)!;
}

const conv: LayerLine = { type: 'Conv2d', name: 'conv', out_channels: 3, kernel_size: [3, 2], stride: [2, 1] };
const named = (id: string) => mistakes.find((mistake) => mistake.id === id)!;
const ask = (bench: Bench, mine: Tensor): Asked => ({
  ...{ bench, mine, right: gradientOf(bench), known: undefined, rounding: ROUNDING.float64 },
});

/** Runs a search to its end. */
function ended<T>(work: Generator<void, T>): { result: T; steps: number } {
  for (let steps = 0; ; steps++) {
    const step = work.next();
    if (step.done) return { result: step.value, steps };
  }
}
const matchFor = (asked: Asked) => matchOf(ended(tryEach(asked)).result)?.mistake.id;

describe('the catalogue', () => {
  it('has no id twice, and says of every mistake what it does and what cures it', () => {
    const ids = mistakes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, title, when, on, remedy } of mistakes) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(
        [title, when, on, remedy.formula, remedy.why].every((text) => text.length > 0),
        id,
      ).toBe(true);
      expect(remedy.why, id).toMatch(/[.?]$/);
      expect(when, id).not.toMatch(/[.]$/);
    }
  });
});

describe('a match', () => {
  const bench = benchFor(conv);
  const wrong = gradientWith(named('kernel-not-rotated'), bench)!;
  const largest = wrong.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

  it('is to rounding: the same sums in another order', () => {
    const mine = map(wrong, (value, flat) => value + (flat % 2 === 0 ? 1 : -1) * 4e-15 * largest);
    expect(matchFor(ask(bench, mine))).toBe('kernel-not-rotated');
  });

  it('is none where one entry is off by 10⁻¹⁰ of the largest', () => {
    const mine = map(wrong, (value, flat) => (flat === 17 ? value + 1e-10 * largest : value));
    expect(matchFor(ask(bench, mine))).toBeUndefined();
  });

  it('is none where the mistake changes nothing here', () => {
    const right = gradientOf(benchFor({ ...conv, stride: 1 }));
    expect(
      hasEffect(
        map(right, (value) => value * (1 + 1e-15)),
        right,
        ROUNDING.float64,
      ),
    ).toBe(false);
    expect(
      hasEffect(
        map(right, (value) => value * (1 + 1e-9)),
        right,
        ROUNDING.float64,
      ),
    ).toBe(true);
    const tried = ended(tryEach(ask(benchFor({ ...conv, stride: 1 }), right))).result;
    expect(tried.map(({ mistake }) => mistake.id)).not.toContain('stride-ignored');
  });

  it('takes NaN for NaN, and never for a number', () => {
    const [a, b] = [tensor([3], [1, NaN, 3]), tensor([3], [1, 2, 3])];
    expect(closenessOf(a, a, 1e-11)).toEqual({ equal: 3, entries: 3, maxDifference: 0, matches: true });
    expect(closenessOf(a, b, 1e-11)).toEqual({ equal: 2, entries: 3, maxDifference: Infinity, matches: false });
    expect(isClose(a, b, 1e-11)).toBe(false);
  });

  it('looks only at what is known', () => {
    const [a, b] = [tensor([3], [1, 5, 3]), tensor([3], [1, NaN, 3])];
    expect(closenessOf(a, b, 1e-11, Uint8Array.of(1, 0, 1))).toMatchObject({ equal: 2, entries: 2, matches: true });
  });
});

describe('of several mistakes that give the same numbers', () => {
  it('the first of the catalogue is named: the particular before the general', () => {
    const bench = benchFor(conv, { kind: 'gradient', parameter: 'bias' });
    const mine = map(gradientOf(bench), (value) => value / 2);
    const { result } = ended(tryEach(ask(bench, mine)));
    const alike = result.filter(({ closeness }) => closeness.matches).map(({ mistake }) => mistake.id);
    expect(alike.length).toBeGreaterThan(1);
    expect(alike.map((id) => mistakes.indexOf(named(id)))).toEqual(
      alike.map((id) => mistakes.indexOf(named(id))).sort((a, b) => a - b),
    );
    const { match, attempts } = foundOf(result, matchOf(result));
    expect(match?.mistakes[0]?.id).toBe(alike[0]);
    expect(attempts.slice(0, alike.length).every(({ closeness }) => closeness.matches)).toBe(true);
  });

  it('runners-up follow by the share of equal entries, then by the largest difference', () => {
    const bench = benchFor({ type: 'MaxPool2d', name: 'pool', kernel_size: 3, stride: 2 });
    const mine = gradientWith(named('max-overlap-overwritten'), bench)!;
    const { attempts } = foundOf(ended(tryEach(ask(bench, mine))).result, undefined);
    const order = attempts.map(({ closeness: { equal, maxDifference } }) => [equal, -maxDifference] as const);
    expect(order).toEqual([...order].sort((a, b) => b[0] - a[0] || b[1] - a[1]));
  });
});

describe('two mistakes', () => {
  const bench = remembering(benchFor(conv));
  const both = (first: string, second: string): Tensor => gradientOf(named(second).make(named(first).make(bench)!)!);
  const pairFor = (asked: Asked) => {
    const { result: singles } = ended(tryEach(asked));
    expect(matchOf(singles)).toBeUndefined();
    return ended(tryPairs(asked, singles)).result?.mistakes.map(({ id }) => id);
  };

  it.each([
    ['kernel-not-rotated', 'full-cut-to-valid'],
    ['kernel-not-rotated', 'filters-not-summed-first'],
    ['filters-not-summed-last', 'kernel-flipped-in-rows'],
    ['kernel-not-rotated', 'sign-flipped'],
  ])('are found: %s and %s', (first, second) => {
    const found = pairFor(ask(bench, both(first, second)));
    expect(found?.sort()).toEqual([first, second].sort());
  });

  it('are not made up where nothing matches', () => {
    const mine = map(gradientOf(bench), (value, flat) => value * (1 + (flat % 3)) + 1e-3 * (flat % 5));
    expect(pairFor(ask(bench, mine))).toBeUndefined();
  });
});

describe('what it costs', () => {
  it('a pause between any two mistakes, and between any two pairs', () => {
    const bench = benchFor(conv);
    const asked = ask(
      bench,
      map(gradientOf(bench), (value, flat) => value * (1 + (flat % 3)) + flat),
    );
    const singles = ended(tryEach(asked));
    expect(singles.steps).toBe(mistakes.length);
    expect(ended(tryPairs(asked, singles.result)).steps).toBeGreaterThan(100);
  });

  it('no more pairs than a second of work, however large the layer', () => {
    const bench = benchFor(conv);
    const asked = ask(
      bench,
      map(gradientOf(bench), (value, flat) => value * (1 + (flat % 3)) + flat),
    );
    const { result: singles } = ended(tryEach(asked));
    const huge = { ...bench.layer, shape: () => ({ ok: true, multiplyAdds: 1e8 }) } as unknown as Bench['layer'];
    const { steps } = ended(tryPairs({ ...asked, bench: { ...bench, layer: huge } }, singles));
    expect(steps).toBeLessThanOrEqual(2);
  });

  it('one backward pass for all mistakes that only change the result', () => {
    let passes = 0;
    const bench = benchFor(conv);
    const { layer } = bench;
    const counting = {
      ...layer,
      backward: (...given: Parameters<typeof layer.backward>) => (passes++, layer.backward(...given)),
    };
    const remembered = remembering({ ...bench, layer: counting });
    for (const id of ['sign-flipped', 'twice-too-large', 'rotated-result', 'remainder-dropped']) {
      gradientWith(named(id), remembered);
    }
    expect(passes).toBe(1);
  });
});
