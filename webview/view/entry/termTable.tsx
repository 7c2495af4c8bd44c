/** The terms of a sum: the largest first, then the rest in one row, or all of them. The active row lights its cells. */
import { useRef, useState } from 'preact/hooks';
import type { TermSum } from '../../../src/protocol';
import { divergingStops, parseHex } from '../../draw/palette';
import { column, count, share as shareText } from '../../numbers';
import type { ThemeKind } from '../../store';
import { Icon } from '../icon';
import { restOf, symbolText, type TermOrder, type TermRow, type TermTableData } from './termView';

const rowHeight = 22;
/** Rows at first, and from how many on only those in sight are built. */
const firstRows = 12;
const virtualFrom = 200;
const windowRows = 20;

interface TermTableProps {
  readonly sum: TermSum;
  readonly table: TermTableData;
  readonly order: TermOrder;
  readonly onOrder: (order: TermOrder) => void;
  readonly active: number;
  readonly onActive: (term: number) => void;
  readonly theme: ThemeKind;
}

export function TermTable(props: TermTableProps) {
  const { sum, table, order, onOrder, active, onActive } = props;
  const [all, setAll] = useState(false);
  const [scroll, setScroll] = useState(0);
  const body = useRef<HTMLDivElement>(null);
  const { rows } = table;
  const plus = rows.filter(({ isPlus }) => isPlus);
  const terms = rows.filter(({ isPlus }) => !isPlus);
  // One row more takes no more room than the row that would stand for it.
  const few = terms.length <= firstRows + 1;
  const shown = all || few ? terms : terms.slice(0, firstRows);
  const virtual = shown.length > virtualFrom;
  const first = virtual ? Math.max(0, Math.floor(scroll / rowHeight) - 4) : 0;
  const inSight = virtual ? shown.slice(first, first + windowRows + 8) : shown;
  const formats = formatsOf(table, sum);
  const columns = columnsOf(sum);
  const narrow = narrowColumnsOf(sum, longestOf(inSight, formats));

  const step = (by: number, event: KeyboardEvent) => {
    const place = shown.findIndex(({ at }) => at === active);
    const next = shown[Math.min(shown.length - 1, Math.max(0, place + by))];
    if (next !== undefined) onActive(next.at);
    if (virtual && body.current !== null) keepInSight(body.current, Math.max(0, place + by));
    event.preventDefault();
    event.stopPropagation();
  };
  const row = (entry: TermRow) => (
    <Row key={entry.at} {...props} row={entry} formats={formats} isActive={entry.at === active} />
  );
  return (
    <div
      class="terms"
      role="grid"
      aria-label={`${count(terms.length)} terms`}
      aria-rowcount={rows.length}
      tabIndex={0}
      style={{ '--columns': columns, '--narrow-columns': narrow }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') step(1, event);
        else if (event.key === 'ArrowUp') step(-1, event);
      }}
    >
      <div class="termRow termHead" role="row">
        {sum.indices.map(({ name }) => (
          <button key={name} role="columnheader" class="head index" onClick={() => onOrder('index')}>
            {name}
          </button>
        ))}
        {sum.factors.map((factor, at) => (
          <span key={at} role="columnheader" class="head">
            {symbolText(factor)}
          </span>
        ))}
        {sum.factors.length > 1 && (
          <span role="columnheader" class="head">
            product
          </span>
        )}
        <button
          role="columnheader"
          class={order === 'share' ? 'head sortable sorted' : 'head sortable'}
          onClick={() => onOrder('share')}
        >
          share<span class="longHead"> of Σ|·|</span>
          {order === 'share' && <Icon name="chevron" size={10} />}
        </button>
        <span class="barHead" role="presentation" />
        <span role="columnheader" class="head">
          running sum
        </span>
      </div>
      <div
        class={virtual ? 'termBody virtual' : 'termBody'}
        ref={body}
        style={virtual ? { height: `${windowRows * rowHeight}px` } : {}}
        onScroll={virtual ? (event) => setScroll(event.currentTarget.scrollTop) : undefined}
      >
        <div style={virtual ? { height: `${shown.length * rowHeight}px`, paddingTop: `${first * rowHeight}px` } : {}}>
          {inSight.map(row)}
        </div>
      </div>
      {!all && !few && (
        <Rest {...props} rows={terms} formats={formats} onAll={() => setAll(true)} last={plus.length === 0} />
      )}
      {plus.map(row)}
    </div>
  );
}

function keepInSight(body: HTMLElement, place: number): void {
  const top = place * rowHeight;
  if (top < body.scrollTop) body.scrollTop = top;
  else if (top + rowHeight > body.scrollTop + body.clientHeight) body.scrollTop = top + rowHeight - body.clientHeight;
}

interface Formats {
  readonly factors: readonly ((x: number) => string)[];
  readonly product: (x: number) => string;
  readonly running: (x: number) => string;
}

function formatsOf({ rows }: TermTableData, sum: TermSum): Formats {
  const terms = rows.filter(({ isPlus }) => !isPlus);
  return {
    factors: sum.factors.map((_, at) => column(terms.map(({ term }) => term.factors[at]?.value ?? 0))),
    product: column(rows.map(({ term }) => term.product)),
    running: column(rows.map(({ running }) => running)),
  };
}

/** Indices narrow, numbers in equal shares, the bar in the middle of what is left; where room is short it gives way. */
function columnsOf(sum: TermSum): string {
  const numbers = sum.factors.length + (sum.factors.length > 1 ? 1 : 0);
  return [
    indexColumns(sum),
    // A lone factor's column has room for the words of the last row as well.
    numbers === 1 ? 'minmax(160px, 1.6fr)' : `repeat(${numbers}, minmax(74px, 1fr))`,
    'minmax(84px, 0.9fr) minmax(48px, 0.9fr)',
    'minmax(78px, 1fr)',
  ].join(' ');
}

/** Width of a digit in CSS pixels, at the size of the table. */
const digit = 7.3;

/** Without bars, and no wider than the numbers are. @param longest characters of the longest */
function narrowColumnsOf(sum: TermSum, longest: number): string {
  const numbers = sum.factors.length + (sum.factors.length > 1 ? 1 : 0);
  const least = Math.ceil(longest * digit);
  return [
    indexColumns(sum),
    numbers === 1 ? 'minmax(160px, 1.6fr)' : `repeat(${numbers}, minmax(${least}px, 1fr))`,
    'minmax(50px, 0.8fr)',
    `minmax(${least}px, 1fr)`,
  ].join(' ');
}

const indexColumns = ({ indices }: TermSum): string =>
  indices.length === 0 ? '' : `repeat(${indices.length}, minmax(20px, 31px))`;

function longestOf(rows: readonly TermRow[], { factors, product, running }: Formats): number {
  const lengths = rows.flatMap((row) => [
    ...row.term.factors.map(({ value }, at) => factors[at]?.(value).length ?? 0),
    product(row.term.product).length,
    running(row.running).length,
  ]);
  return lengths.reduce((most, length) => Math.max(most, length), 8);
}

interface RowProps extends TermTableProps {
  readonly row: TermRow;
  readonly formats: Formats;
  readonly isActive: boolean;
}

function Row({ row, sum, table, formats, isActive, onActive, theme }: RowProps) {
  const { term, share, running, at, isPlus } = row;
  return (
    <div
      class={isActive ? 'termRow mono active' : 'termRow mono'}
      role="row"
      aria-selected={isActive}
      onPointerEnter={isPlus ? undefined : () => onActive(at)}
      onClick={isPlus ? undefined : () => onActive(at)}
    >
      {isPlus ? (
        <span
          role="gridcell"
          class="plus"
          style={{ gridColumn: `1 / span ${sum.indices.length + sum.factors.length}` }}
        >
          + {symbolText(sum.plus!.symbol)}
        </span>
      ) : (
        <>
          {term.at.map((value, k) => (
            <span key={`i${k}`} role="gridcell">
              {value}
            </span>
          ))}
          {sum.factors.map((_, k) => (
            <span key={`f${k}`} role="gridcell">
              {formats.factors[k]!(term.factors[k]?.value ?? NaN)}
            </span>
          ))}
        </>
      )}
      {sum.factors.length > 1 && <span role="gridcell">{formats.product(term.product)}</span>}
      <span role="gridcell">{shareText(share)}</span>
      <Bar product={term.product} largest={table.largest} theme={theme} />
      <span role="gridcell">{formats.running(running)}</span>
    </div>
  );
}

interface RestProps extends TermTableProps {
  readonly rows: readonly TermRow[];
  readonly formats: Formats;
  readonly onAll: () => void;
  /** Nothing comes after: the running sum is the entry itself. */
  readonly last: boolean;
}

function Rest({ rows, sum, table, formats, onAll, theme, last }: RestProps) {
  const { product, share, count: many } = restOf(rows, firstRows);
  return (
    <div class="termRow rest" role="row">
      <span
        class="restWords"
        role="gridcell"
        style={{ gridColumn: `1 / span ${sum.indices.length + sum.factors.length - (sum.factors.length > 1 ? 0 : 1)}` }}
      >
        {count(many)} more {many === 1 ? 'term' : 'terms'}{' '}
        <button class="link" onClick={onAll}>
          Show all {count(rows.length)}
        </button>
      </span>
      <span class="mono" role="gridcell">
        {formats.product(product)}
      </span>
      <span class="mono" role="gridcell">
        {shareText(share)}
      </span>
      <Bar product={product} largest={Math.max(table.largest, Math.abs(product))} theme={theme} />
      <span class={last ? 'mono total' : 'mono'} role="gridcell">
        {formats.running(rows.at(-1)?.running ?? 0)}
      </span>
    </div>
  );
}

/** Left of the middle for a negative product, right of it for a positive one. */
function Bar({
  product,
  largest,
  theme,
}: {
  readonly product: number;
  readonly largest: number;
  readonly theme: ThemeKind;
}) {
  const width = largest > 0 && Number.isFinite(product) ? (Math.abs(product) / largest) * 50 : 0;
  const [red, green, blue] = parseHex(divergingStops[theme][product < 0 ? 1 : 7]!);
  const side = product < 0 ? { right: '50%' } : { left: '50%' };
  return (
    <span class="termBar" role="presentation">
      <i style={{ ...side, width: `${width}%`, background: `rgb(${red} ${green} ${blue})` }} />
    </span>
  );
}
