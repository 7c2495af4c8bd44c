import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/protocol';
import { decades, fraction, magnitudesOf, scaleOf } from '../../webview/barScale';
import { bornNaN, vanishingOf } from '../../webview/findings';
import { flowOf, flowSentence } from '../../webview/flow';
import { flowPlaces } from '../../webview/flowPlaces';
import { after, network, started, stats, thumb } from './support/panelData';

const forward = (layer: number, more: Parameters<typeof stats>[1] = {}): RunEvent => ({
  type: 'forwardDone',
  layer,
  stats: stats(1, more),
  thumb,
});
const delta = (layer: number, mean: number): RunEvent => ({ type: 'deltaDone', layer, stats: stats(mean), thumb });
const columns = (first: number, last: number) => flowOf(network, after([started, delta(0, first), delta(1, last)]).run);

describe('the common scale', () => {
  test('is rounded out to decades and leaves out what has no logarithm', () => {
    expect(decades([7e-4, 0, 2, NaN, Infinity, -5])).toEqual({ from: -4, to: 1 });
    expect(decades([10])).toEqual({ from: 1, to: 2 });
    expect(decades([0, NaN])).toBeUndefined();
  });

  test('places a magnitude, and nowhere 0, NaN or ∞', () => {
    const scale = { from: -4, to: 1 };
    expect(fraction(scale, 1e-4)).toBe(0);
    expect(fraction(scale, 10)).toBe(1);
    expect(fraction(scale, 0.1)).toBeCloseTo(0.6, 12);
    for (const none of [0, NaN, Infinity]) expect(fraction(scale, none)).toBeUndefined();
  });

  test('holds the means of the whole network; a layer’s gradient is weighted by its entries', () => {
    const { run } = after([
      started,
      forward(-1),
      delta(1, 0.02),
      { type: 'gradientDone', layer: 0, parameter: 'weight', stats: stats(4, { entries: 3 }) },
      { type: 'gradientDone', layer: 0, parameter: 'bias', stats: stats(40, { entries: 1 }) },
    ]);
    expect(magnitudesOf(run, 0)).toEqual({ output: undefined, delta: undefined, gradient: 13 });
    expect(scaleOf(run, 2)).toEqual({ from: -2, to: 2 });
  });
});

describe('the sentence below the chart', () => {
  test.each([
    [0.01, 0.15, 'δ falls 15-fold from conv2 back to conv1'],
    [3, 1, 'δ grows 3.0-fold from conv2 back to conv1'],
    [1, 1.01, 'δ keeps its size from conv2 back to conv1'],
    [0, 1, 'δ is 0 when it comes back to conv1'],
    [1, 0, 'δ is 0 in conv2'],
  ])('δ of %d in the first layer, %d in the last', (first, last, sentence) => {
    expect(flowSentence(columns(first, last))).toBe(sentence);
  });

  test('waits for δ', () => {
    expect(flowSentence(flowOf(network, after([started, delta(1, 1)]).run))).toBeUndefined();
  });
});

describe('findings', () => {
  test('δ that is more than a thousand times smaller has vanished', () => {
    expect(vanishingOf(columns(0.99e-3, 1))).toEqual({
      sentence: 'the first layer hardly learns.',
      evidence: 'δ falls 1,000-fold from conv2 back to conv1; the bound is 1,000',
    });
    expect(vanishingOf(columns(1.01e-3, 1))).toBeUndefined();
  });

  test('NaN is born where the inputs had none', () => {
    const born = after([started, forward(-1), forward(0, { nan: 3 }), forward(1, { nan: 8 })]);
    expect(bornNaN(network, born.run!)).toBe('NaN is born in conv1: 3 of 8 entries of its output.');
    const given = after([started, forward(-1, { nan: 1 }), forward(0, { nan: 3 }), forward(1)]);
    expect(bornNaN(network, given.run!)).toBeUndefined();
  });
});

describe('where the chart stands', () => {
  const names = ['conv1', 'relu', 'avgpool_1'];
  const scale = { from: -4, to: 1 };
  const places = (room: number) => flowPlaces(300, room, names, scale);

  test('what is drawn never needs more room than there is', () => {
    for (let room = 100; room < 500; room += 7) {
      const place = places(room);
      if (place === undefined) continue;
      const needed = 32 + place.height + (place.roomy ? 44 : 0);
      expect(needed, `in ${room}`).toBeLessThanOrEqual(room);
    }
  });

  test('first the note gives way, then the chart', () => {
    expect(places(400)?.roomy).toBe(true);
    expect(places(170)?.roomy).toBe(false);
    expect(places(110)).toBeUndefined();
  });

  test('longer names get more room below the plot', () => {
    const below = (of: readonly string[]) => {
      const place = flowPlaces(300, Infinity, of, scale)!;
      return place.height - place.bottom;
    };
    expect(below(['fc'])).toBeLessThan(below(['avgpool_1']));
    expect(below(['a'.repeat(12)])).toBe(below(['a'.repeat(40)]));
  });
});
