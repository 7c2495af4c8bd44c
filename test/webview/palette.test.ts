import { describe, expect, it } from 'vitest';
import { contrast, textOn } from '../../webview/draw/contrast';
import { divergingStops, divergingTable, errorTable, firstWrongEntry, greyTable } from '../../webview/draw/palette';
import { parseHex, tableSize, zeroEntry, type PaletteTheme, type Rgb } from '../../webview/draw/palette';
import { deltaE2000, labOf, linearRgb, seenBy, visions } from './support/colourScience';

const themes: readonly PaletteTheme[] = ['dark', 'light', 'highContrastDark', 'highContrastLight'];
const lightness = (rgb: Rgb): number => labOf(linearRgb(rgb))[0];
const stopsOf = (theme: PaletteTheme): Rgb[] => divergingStops[theme].map(parseHex);
const entry = (table: Uint8Array, at: number): Rgb => [table[at * 3]!, table[at * 3 + 1]!, table[at * 3 + 2]!];

describe('CIEDE2000', () => {
  it('agrees with pairs 1, 7 and 25 of the published test data', () => {
    expect(deltaE2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(deltaE2000([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 4);
    expect(deltaE2000([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 4);
  });
});

describe.each(themes)('the diverging palette, %s', (theme) => {
  const stops = stopsOf(theme);
  const table = divergingTable(theme);

  it('has the same lightness on both arms, within 3.2 L*', () => {
    for (let step = 1; step <= 4; step++) {
      expect(Math.abs(lightness(stops[4 - step]!) - lightness(stops[4 + step]!))).toBeLessThanOrEqual(3.2);
    }
  });

  it('has the middle stop at zero and the outer stops at ±max', () => {
    expect(entry(table, zeroEntry)).toEqual(stops[4]);
    expect(entry(table, 1)).toEqual(stops[0]);
    expect(entry(table, 0)).toEqual(stops[0]);
    expect(entry(table, tableSize - 1)).toEqual(stops[8]);
  });

  it('has a lightness that is monotone along each arm', () => {
    const away = theme === 'dark' || theme === 'highContrastDark' ? 1 : -1;
    for (let at = zeroEntry; at + 1 < tableSize; at++) {
      expect(away * (lightness(entry(table, at + 1)) - lightness(entry(table, at)))).toBeGreaterThanOrEqual(-0.35);
      const mirrored = 2 * zeroEntry - at;
      expect(away * (lightness(entry(table, mirrored - 1)) - lightness(entry(table, mirrored)))).toBeGreaterThanOrEqual(
        -0.35,
      );
    }
    for (let step = 0; step < 4; step++) {
      expect(away * (lightness(stops[5 + step]!) - lightness(stops[4 + step]!))).toBeGreaterThan(0);
      expect(away * (lightness(stops[3 - step]!) - lightness(stops[4 - step]!))).toBeGreaterThan(0);
    }
  });

  it.each(Object.keys(visions))('keeps the arms apart by ΔE2000 ≥ 33 and neighbours by ≥ 10: %s vision', (name) => {
    const seen = stops.map((stop) => seenBy(visions[name]!, stop));
    const arms = [1, 2, 3, 4].map((step) => deltaE2000(seen[4 - step]!, seen[4 + step]!));
    const steps = seen.slice(1).map((lab, at) => deltaE2000(lab, seen[at]!));
    expect({
      arms: Math.min(...arms) >= 33,
      steps: Math.min(...steps) >= 10,
      armValues: arms,
      stepValues: steps,
    }).toMatchObject({ arms: true, steps: true });
  });
});

describe.each(themes)('text in cells, %s', (theme) => {
  it('has a contrast of at least 4.4 on every entry of both palettes', () => {
    for (const table of [divergingTable(theme), errorTable(theme)]) {
      for (let at = 0; at < tableSize; at++) {
        const ground = entry(table, at);
        expect(contrast(textOn(ground), ground)).toBeGreaterThanOrEqual(4.4);
      }
    }
  });
});

describe.each(themes)('the error palette, %s', (theme) => {
  const table = errorTable(theme);

  it('jumps at the bound: the last right entry is grey, the first wrong one is magenta', () => {
    const [right, wrong] = [entry(table, firstWrongEntry - 1), entry(table, firstWrongEntry)];
    expect(deltaE2000(labOf(linearRgb(right)), labOf(linearRgb(wrong)))).toBeGreaterThan(20);
    expect(Math.max(...right) - Math.min(...right)).toBeLessThan(20);
    expect(wrong[0] - wrong[1]).toBeGreaterThan(60);
  });
});

it('the grey palette runs from background to foreground', () => {
  const table = greyTable([31, 31, 31], [204, 204, 204]);
  expect(entry(table, 0)).toEqual([31, 31, 31]);
  expect(entry(table, 255)).toEqual([204, 204, 204]);
});
