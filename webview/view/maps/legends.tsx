/** One legend for all values, one for all errors: what the colours mean, and where the bound is. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { firstWrongEntry, tableSize, type ColourTable } from '../../draw/palette';
import { errorPlace } from '../../draw/scale';
import { count, power, twoDigits } from '../../numbers';
import { sized } from './paintMap';
import { textWidth } from './textWidth';
import { useWidth } from './usePixels';

export type ScaleScope = 'map' | 'layer' | 'common';

interface ValueLegendProps {
  readonly table: ColourTable;
  readonly ratio: number;
  readonly scope: ScaleScope;
  readonly log: boolean;
  /** In CSS pixels: where it is short, so are the words. */
  readonly width: number;
  readonly onScope: (scope: ScaleScope) => void;
}

const scopes: { readonly [S in ScaleScope]: readonly [long: string, short: string] } = {
  map: ['value, each map to its own max', 'each map to its max'],
  layer: ['value, one max a row', 'one max a row'],
  common: ['value, one max for the network', 'one max for all'],
};

export function ValueLegend({ table, ratio, scope, log, width, onScope }: ValueLegendProps) {
  const long = textWidth(scopes.map[0], 'caption') < width;
  return (
    <div class="legend">
      <label class="legendChoice">
        <select value={scope} onChange={(event) => onScope(event.currentTarget.value as ScaleScope)} aria-label="Scale">
          {Object.entries(scopes).map(([value, words]) => (
            <option key={value} value={value}>
              {words[long ? 0 : 1]}
            </option>
          ))}
        </select>
      </label>
      <Strip table={table} ratio={ratio} />
      <div class="legendNumbers mono">
        <span>−max</span>
        <span>{log ? '0, symmetric log' : '0'}</span>
        <span>+max</span>
      </div>
    </div>
  );
}

interface SharedLegendProps {
  readonly table: ColourTable;
  readonly ratio: number;
  /** The largest magnitude of the maps that share the scale. */
  readonly largest: number;
}

/** Of maps on one scale: its ends are numbers. */
export function SharedLegend({ table, ratio, largest }: SharedLegendProps) {
  return (
    <div class="legend shared">
      <Strip table={table} ratio={ratio} />
      <div class="legendNumbers mono">
        <span>{twoDigits(-largest)}</span>
        <span>0</span>
        <span>{twoDigits(largest)}</span>
      </div>
    </div>
  );
}

interface ErrorLegendProps {
  readonly table: ColourTable;
  readonly ratio: number;
  readonly bound: number;
  /** Two a row: the largest error stands in the title, and the sentence is left out. */
  readonly short?: string;
}

export function ErrorLegend({ table, ratio, bound, short }: ErrorLegendProps) {
  const split = errorPlace(bound);
  return (
    <div class="legend">
      <div class="legendTitle">{short ?? '|a − n| / (|a| + |n|)'}</div>
      <div class="legendBar">
        <Strip table={table} ratio={ratio} split={split} />
        <i class="boundMark" style={{ left: `${split * 100}%` }} />
      </div>
      <div class="legendNumbers mono">
        <span>{power(-16)}</span>
        <span class="boundNumber" style={{ left: `${split * 100}%` }}>
          {power(Math.round(Math.log10(bound)))}
        </span>
        <span>1</span>
      </div>
      {short === undefined && <p class="legendWords">The mark is the bound: an entry to the right of it is wrong.</p>}
    </div>
  );
}

interface StripProps {
  readonly table: ColourTable;
  readonly ratio: number;
  /** Where the bound lies, for errors; signed values have none. */
  readonly split?: number;
}

/** Entry of the table at a share of the width from 0 to 1. */
function entryAt(share: number, split: number | undefined): number {
  if (split === undefined) return 1 + Math.round(share * (tableSize - 2));
  if (share <= split) return Math.round((share / split) * (firstWrongEntry - 1));
  return firstWrongEntry + Math.round(((share - split) / (1 - split)) * (tableSize - 1 - firstWrongEntry));
}

const stripHeight = 8;

function Strip({ table, ratio, split }: StripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  useLayoutEffect(() => {
    const target = canvas.current;
    const wide = Math.round(width * ratio);
    const high = Math.round(stripHeight * ratio);
    if (target === null || wide === 0) return;
    const context = sized(target, wide, high, ratio);
    for (let x = 0; x < wide; x++) {
      const entry = entryAt(x / (wide - 1), split) * 3;
      context!.fillStyle = `rgb(${table[entry]} ${table[entry + 1]} ${table[entry + 2]})`;
      context!.fillRect(x, 0, 1, high);
    }
  }, [table, ratio, split, width]);
  return (
    <div ref={frame} class="legendStrip">
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}

/** What lies outside every scale, counted over the layer. */
export function Outside({
  nan,
  infinite,
  kinks,
}: {
  readonly nan: number;
  readonly infinite: number;
  readonly kinks: number;
}) {
  return (
    <p class="legendWords outside">
      <span>
        NaN <i class="swatch hatched" aria-hidden="true" /> {count(nan)}
      </span>
      <span>
        ±∞{' '}
        <i class="swatch solid" aria-hidden="true">
          ▲
        </i>{' '}
        {count(infinite)}
      </span>
      <span>kinks {count(kinks)}</span>
    </p>
  );
}
