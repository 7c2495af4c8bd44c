/** The maps of an opened entry side by side: δ · a = product. The active term's cells are lit in all of them. */
import { useMemo } from 'preact/hooks';
import type { TermSum } from '../../../src/protocol';
import { cellSide, noRing, type CellPlace } from '../../draw/geometry';
import { hasLabels } from '../../draw/labels';
import { cells, full, power, range as rangeText, twoDigits, value as valueText } from '../../numbers';
import type { Rpc } from '../../rpc';
import { Picture, type Look, type PictureProps } from '../maps/heatmap';
import type { MapsLayout } from '../maps/layout';
import { oddities } from '../maps/looks';
import { entryPlace, mapData, shownLargest, shownRegion, type MapData } from '../maps/mapData';
import type { Mark } from '../maps/marks';
import type { Palette } from '../maps/useInk';
import { useTensors, type Loaded } from '../maps/useTensors';
import { boundsOf, type FactorMap } from './factorMaps';
import { textWidth } from '../maps/textWidth';
import { Subscripts } from './subscripts';

interface FactorRowProps {
  readonly maps: readonly FactorMap[];
  readonly sum: TermSum;
  readonly active: number;
  readonly onActive: (term: number) => void;
  readonly layout: MapsLayout;
  readonly ratio: number;
  readonly palette: Palette;
  readonly rpc: Rpc;
}

export function FactorRow(props: FactorRowProps) {
  const { maps, layout, rpc } = props;
  const tensors = useTensors(
    rpc,
    maps.map(({ wanted }) => wanted),
  );
  const { box, gap } = layout;
  const single = maps.every(({ rest }) => sizeOf(rest) === 1);
  const height = single ? largestCell + 8 : box;
  const side = layout.across === 3 && maps.length <= 3;
  const style = side
    ? { gridTemplateColumns: maps.map(() => `${box}px`).join(` ${gap}px `) }
    : { gridTemplateColumns: `repeat(${layout.across}, ${box}px)`, columnGap: `${gap}px` };
  return (
    <div class="mapGrid factorRow" style={style}>
      {maps.map((map, at) => (
        <>
          {at > 0 && side && (
            <div class="operator" style={{ height: `${height}px`, marginTop: '20px' }} aria-hidden="true">
              <span>{map.id === 'product' ? '=' : '·'}</span>
            </div>
          )}
          <FactorFigure key={map.id} {...props} map={map} tensor={tensors[at]} height={height} />
        </>
      ))}
    </div>
  );
}

/** Cells that hold one number of many are no larger than this, in CSS pixels. */
const largestCell = 64;

function FactorFigure({
  map,
  tensor,
  sum,
  active,
  onActive,
  layout,
  ratio,
  palette,
  rpc,
  height,
}: FactorRowProps & { readonly map: FactorMap; readonly tensor: Loaded | undefined; readonly height: number }) {
  const { box } = layout;
  const data = useMemo(() => {
    const loaded = map.values === undefined ? tensor : loadedOf(map.values, map.rest);
    return loaded && mapData(loaded, map.rest, Math.min(box, largestCell * longest(map.rest)), ratio, noRing, 'mean');
  }, [tensor, box, ratio, map]);
  const termAt = useMemo(() => placesOf(map, sum), [map, sum]);
  const partial =
    data !== undefined && termAt.size > 0 && termAt.size < data.plane[0] * data.plane[1] && map.wanted !== undefined;
  const look = useMemo((): Look => {
    const scale = { kind: 'signed', max: data === undefined ? 0 : shownLargest(data), log: false } as const;
    const base = { scale, table: palette.signed, ink: palette.ink, mono: palette.mono, ringStyle: 'blank' } as const;
    const nan = map.wanted === undefined ? 'unchecked' : 'hatched';
    if (!partial || data === undefined) return { ...base, nan };
    const takesPart = (row: number, column: number) => termAt.has(keyOf(entryPlace(data, { row, column })));
    return { ...base, nan, takesPart };
  }, [data, palette, partial, termAt, map]);
  const place = map.placeOf(active);
  const read = useMemo(() => boundsOf([...termAt.values()].flatMap((term) => map.placeOf(term) ?? [])), [termAt, map]);
  const marks: Mark[] = [];
  if (partial && read !== undefined && data !== undefined && shownRegion(data, read) !== undefined)
    marks.push({ region: read, style: 'counterpart' });
  if (place !== undefined) marks.push({ region: { ...place, rows: 1, columns: 1 }, style: 'lit' });
  return (
    <figure class="map" style={{ width: `${box}px` }}>
      <div class="mapTitle">
        <span class="mapName">
          <b>{map.title.symbol}</b>
          <Subscripts subscripts={map.title.subscripts} />
        </span>
        <span class="mapRange mono">{data === undefined ? '' : titleRange(data, roomFor(map, box))}</span>
      </div>
      <div class={boxClass(data)} style={{ width: `${box}px`, height: `${height}px` }}>
        {data !== undefined && <Picture {...pictureOf(map, data, look, marks, place, termAt, onActive, rpc)} />}
      </div>
      <figcaption class="mapCaption" title={map.caption}>
        {map.caption}
      </figcaption>
    </figure>
  );
}

function pictureOf(
  map: FactorMap,
  data: MapData,
  look: Look,
  marks: readonly Mark[],
  place: CellPlace | undefined,
  termAt: ReadonlyMap<string, number>,
  onActive: (term: number) => void,
  rpc: Rpc,
): PictureProps {
  const valueAt = ({ row, column }: CellPlace): number => data.values[row * data.grid.columns + column]!;
  const activate = (cell: CellPlace) => {
    const term = termAt.get(keyOf(entryPlace(data, cell)));
    if (term !== undefined) onActive(term);
  };
  const region = place && shownRegion(data, { ...place, rows: 1, columns: 1 });
  return {
    data,
    look,
    inCell: isSingle(data) ? twoDigits : cellsOf(data).format,
    spoken: map.title.symbol,
    spokenCell: (cell) => {
      const { row, column } = entryPlace(data, cell);
      return `${map.title.symbol}, row ${row}, column ${column}: ${valueText(valueAt(cell))}`;
    },
    marks,
    cursor:
      region === undefined ? { row: 0, column: 0 } : { row: Math.floor(region.row), column: Math.floor(region.column) },
    onPoint: (cell) => cell !== undefined && activate(cell),
    onMove: activate,
    onOpen: () => undefined,
    onCopy: (cell) => rpc.post({ type: 'copy', text: full(valueAt(cell)) }),
    opens: false,
  };
}

const cellsOf = (data: MapData) => cells(shownLargest(data), cellSide(data.grid));

const keyOf = ({ row, column }: CellPlace): string => `${row},${column}`;

/** The first term at each place of a map: a cell may take part in several. */
function placesOf(map: FactorMap, sum: TermSum): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  sum.terms.forEach((_, term) => {
    const place = map.placeOf(term);
    if (place !== undefined && !places.has(keyOf(place))) places.set(keyOf(place), term);
  });
  return places;
}

function loadedOf(values: Float64Array, rest: readonly number[]): Loaded {
  const finite = values.filter(Number.isFinite);
  const min = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const max = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const infinite = values.filter((x) => x === Infinity || x === -Infinity).length;
  const range = min > max ? { min: 0, max: 0 } : { min, max };
  return { shape: rest, data: new ArrayBuffer(0), values, ...range, nan: 0, infinite };
}

const sizeOf = (rest: readonly number[]): number => rest.reduce((product, extent) => product * extent, 1);

function boxClass(data: MapData | undefined): string {
  if (data === undefined) return 'mapBox empty';
  return isSingle(data) ? 'mapBox single' : 'mapBox';
}

const isSingle = ({ plane }: MapData): boolean => plane[0] * plane[1] === 1;

/** Longer side of what is shown; a vector is wrapped to about square. */
function longest(rest: readonly number[]): number {
  return rest.length > 1 ? Math.max(...rest) : Math.ceil(Math.sqrt(rest[0] ?? 1));
}

/** What the symbol and its subscripts leave of a title, in CSS pixels. */
function roomFor({ title }: FactorMap, box: number): number {
  const subscripts = title.subscripts.length > 0 ? `[${title.subscripts.join(', ')}]` : '';
  return box - textWidth(title.symbol, 'symbol') - textWidth(subscripts, 'title') - 7;
}

/** Range of a map, with the power of ten that is taken out of its numbers. */
function titleRange(data: MapData, room: number): string {
  const { range } = data;
  const odd = oddities(range);
  if (odd !== '') return odd;
  // A lone number stands in its cell already.
  if (isSingle(data)) return '';
  if (range.largest === 0) return 'all 0';
  const exponent = hasLabels(data.grid) ? cellsOf(data).exponent : 0;
  const shared = exponent === 0 ? '' : `×${power(exponent)}`;
  const texts = [rangeText(range.min, range.max), `±${twoDigits(range.largest)}`].map((text) =>
    `${shared} ${text}`.trim(),
  );
  return texts.find((text) => textWidth(text, 'range') <= room) ?? shared;
}
