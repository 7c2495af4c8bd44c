/**
 * The palettes: the only place in the panel where colours stand as literals. Stops are evenly spaced and interpolated
 * linearly in sRGB through tables of 256 entries. Colour means sign and nothing else; the error palette jumps at the
 * bound on purpose.
 */
export type Rgb = readonly [red: number, green: number, blue: number];

/** As `body[data-vscode-theme-kind]` tells it. */
export type PaletteTheme = 'dark' | 'light' | 'highContrastDark' | 'highContrastLight';

/** 256 colours, three bytes each. */
export type ColourTable = Uint8Array;

export const tableSize = 256;
/** Entry of the diverging and grey tables that stands for zero; the two arms have 127 entries each. */
export const zeroEntry = 128;
/** First entry of the error table that lies above the bound. */
export const firstWrongEntry = 128;

const divergingDark = ['8fd0ff', '4aa3ec', '2a74bd', '244b74', '2b2b2e', '69401d', 'b0621a', 'e88e2c', 'ffc877'];
const divergingLight = ['0b3d7a', '2269b3', '5d9bd6', 'aacbe9', 'f4f4f3', 'f0c18d', 'd98839', 'a9570f', '6c3105'];

/** −max … 0 … +max. */
export const divergingStops: { readonly [T in PaletteTheme]: readonly string[] } = {
  dark: divergingDark,
  light: divergingLight,
  highContrastDark: divergingDark.map((stop, at) => (at === 4 ? '101010' : stop)),
  highContrastLight: divergingLight,
};

const errorDark = { right: ['2b2b2e', '34343b', '474654'], wrong: ['8f3f97', 'c94f9f', 'ff9cc0'] };
const errorLight = { right: ['f4f4f3', 'eae9ef', 'd6d3df'], wrong: ['c77fc9', '993b9d', '560f6a'] };

/** Relative error, log₁₀ from −16 to the bound (`right`) and from the bound to 0 (`wrong`). */
export const errorStops: {
  readonly [T in PaletteTheme]: { readonly right: readonly string[]; readonly wrong: readonly string[] };
} = { dark: errorDark, light: errorLight, highContrastDark: errorDark, highContrastLight: errorLight };

export function parseHex(hex: string): Rgb {
  const bits = Number.parseInt(hex, 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

/** Colour at `t` from 0 to 1 along evenly spaced stops. */
export function interpolate(stops: readonly Rgb[], t: number): Rgb {
  const place = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const at = Math.min(Math.floor(place), stops.length - 2);
  const rest = place - at;
  const [from, to] = [stops[at]!, stops[at + 1]!];
  const mixed = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (to[channel] - from[channel]) * rest);
  return [mixed(0), mixed(1), mixed(2)];
}

function fill(colourOf: (entry: number) => Rgb): ColourTable {
  const table = new Uint8Array(tableSize * 3);
  for (let entry = 0; entry < tableSize; entry++) table.set(colourOf(entry), entry * 3);
  return table;
}

/** Entry 128 is zero, 255 is +max, 1 is −max; entry 0 repeats −max so that both arms have the same 127 steps. */
export function divergingTable(theme: PaletteTheme): ColourTable {
  const stops = divergingStops[theme].map(parseHex);
  return fill((entry) => interpolate(stops, (Math.max(entry, 1) - 1) / 254));
}

/** Entries 0 … 127 run from 10⁻¹⁶ to the bound, 128 … 255 from the bound to 1. */
export function errorTable(theme: PaletteTheme): ColourTable {
  const right = errorStops[theme].right.map(parseHex);
  const wrong = errorStops[theme].wrong.map(parseHex);
  return fill((entry) =>
    entry < firstWrongEntry
      ? interpolate(right, entry / (firstWrongEntry - 1))
      : interpolate(wrong, (entry - firstWrongEntry) / (tableSize - 1 - firstWrongEntry)),
  );
}

/** A picture: background to foreground of the theme. */
export function greyTable(background: Rgb, foreground: Rgb): ColourTable {
  return fill((entry) => interpolate([background, foreground], entry / (tableSize - 1)));
}
