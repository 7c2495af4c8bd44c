/** The layers of the network in forward order: verdict, name, shape, picture of δ and three bars on a common scale. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { gutterOf } from '../branches';
import { scaleOf, type LogScale } from '../barScale';
import * as numbers from '../numbers';
import { isFailing, rowsOf, untaintedRows, visibleRows, type Row } from '../rows';
import { listed } from '../diagnosis';
import type { BarKind, RunView, State } from '../store';
import type { ViewProps } from './detail';
import { Icon } from './icon';
import { LayerRow } from './layerRow';
import { Menu } from './menu';
import { selectLayer } from './selectLayer';

export const barNames: { readonly [K in BarKind]: string } = { output: '|a|', delta: '|δ|', gradient: '|∂C/∂W|' };

/** @param detail in one column, what opens below the selected row */
export function LayerList(props: ViewProps & { narrow: boolean; detail?: ComponentChildren }) {
  const { state, narrow, detail } = props;
  const rows = visibleRows(state);
  const layers = state.network?.layers.length ?? 0;
  const scale = scaleOf(state.run, layers);
  // Lines join rows in forward order: among chosen or sorted rows they would mislead.
  const whole = state.network !== undefined && !state.worstFirst && rows.length === rowsOf(state).length;
  const gutter = whole ? gutterOf(state.network!) : undefined;
  const list = useRef<HTMLDivElement>(null);
  const focusable = rows.some((row) => row.layer === state.selected) ? state.selected : rows[0]?.layer;
  return (
    <>
      <ColumnHeads {...props} />
      <div
        class={gutter === undefined ? 'rows' : 'rows branched'}
        role="listbox"
        aria-label="Layers"
        ref={list}
        onKeyDown={(event) => moveInList(props, rows, event, list.current)}
      >
        {rows.map((row) => (
          <div key={row.layer} role="presentation">
            <LayerRow
              row={row}
              scale={scale}
              state={state}
              narrow={narrow}
              gutter={gutter?.get(row.layer)}
              tabIndex={row.layer === focusable ? 0 : -1}
              choose={() => selectLayer(props, narrow && row.layer === state.selected ? undefined : row.layer)}
            />
            {row.layer === state.selected && detail}
          </div>
        ))}
        {rows.length === 0 && <p class="note">No layer matches.</p>}
      </div>
      {scale !== undefined && !narrow && <ScaleLine scale={scale} run={state.run} />}
      <Notes state={state} scale={scale} narrow={narrow} />
    </>
  );
}

/** ↑ ↓ Home End move through the rows; Enter goes on into the maps. */
function moveInList(props: ViewProps, rows: readonly Row[], event: KeyboardEvent, list: HTMLElement | null): void {
  if ((event.target as Element).closest('.detail') !== null || event.altKey || event.ctrlKey || event.metaKey) return;
  const at = rows.findIndex((row) => row.layer === props.state.selected);
  const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = next === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, next))];
  if (row === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  selectLayer(props, row.layer);
  requestAnimationFrame(() => list?.querySelector<HTMLElement>('[aria-selected=true]')?.focus());
}

function ColumnHeads({ state, dispatch, narrow }: ViewProps & { narrow: boolean }) {
  const items = (['output', 'delta', 'gradient'] as const).map((bar) => ({
    label: barNames[bar],
    checked: state.narrowBar === bar,
    run: () => dispatch({ type: 'narrowBar', bar }),
  }));
  return (
    <div class="heads" aria-hidden={!narrow}>
      <span class="name">layer</span>
      <span class="shape">output</span>
      <span class="thumb">{showsDelta(state) ? 'δ' : 'a'}</span>
      {narrow ? (
        <span class="bar">
          {barNames[state.narrowBar]}
          <Menu label="Which bar is shown" icon="chevron" items={items} />
        </span>
      ) : (
        (['output', 'delta', 'gradient'] as const).map((bar) => (
          <span key={bar} class={`bar ${bar}`}>
            {barNames[bar]}
          </span>
        ))
      )}
    </div>
  );
}

/** Before the loss exists, the pictures show `a`. */
export function showsDelta({ run }: State): boolean {
  return run === undefined || run.outputs.length === 0 || run.deltas.some((delta) => delta !== undefined);
}

/** The ends of the common scale, under each column that has bars. */
function ScaleLine({ scale, run }: { scale: LogScale; run: RunView | undefined }) {
  const filled: { readonly [K in BarKind]: boolean } = {
    output: true,
    delta: run?.deltas.some((delta) => delta !== undefined) === true,
    gradient: Object.keys(run?.gradients ?? {}).length > 0,
  };
  return (
    <div class="scaleLine mono" aria-hidden="true">
      {(['output', 'delta', 'gradient'] as const).map((bar) => (
        <span key={bar} class={`bar ${bar}`}>
          {filled[bar] && <span>{numbers.power(scale.from)}</span>}
          {filled[bar] && <span>{numbers.power(scale.to)}</span>}
        </span>
      ))}
    </div>
  );
}

/** One line below the list on what is not there, or on what `alone` means. */
function Notes({ state, scale, narrow }: { state: State; scale: LogScale | undefined; narrow: boolean }) {
  const { network, run } = state;
  if (network === undefined) return null;
  const untainted = untaintedRows(state);
  if (untainted.length > 0) return <Untainted state={state} rows={untainted} />;
  const misfit = network.layers.findIndex((layer) => layer.state === 'misfit');
  if (misfit >= 0) {
    const before = misfit === 0 ? 'input' : network.layers[misfit - 1]!.name;
    const ran = run !== undefined && run.outputs[misfit] !== undefined;
    const text = ran
      ? `The forward pass ran up to ${before}. There is no loss yet, so there is no δ.`
      : 'There is no δ yet.';
    return <p class="note">{text}</p>;
  }
  if (scale === undefined) return <p class="note">δ and the bars appear with the first forward and backward pass.</p>;
  if (!narrow) return null;
  const ends = `from ${numbers.power(scale.from)} to ${numbers.power(scale.to)}, log`;
  return (
    <p class="note">
      {barNames[state.narrowBar]} {ends}
    </p>
  );
}

/** Says once what a fault further on does, and does not do, to the layers before it. */
function Untainted({ state, rows }: { state: State; rows: readonly Row[] }) {
  const fault = state.network?.layers[state.run?.report?.firstAtFault ?? -1]?.name ?? 'the loss';
  const names = rows.map((row) => row.name);
  const shown = names.length > 4 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return (
    <div class="noteBox">
      <Icon name="info" />
      <p>
        <strong>
          {listed(shown)} {names.length === 1 ? 'is' : 'are'} not tainted.
        </strong>{' '}
        Each layer’s backward is checked by itself with the δ that reaches it, so the fault stays in {fault}.{' '}
        {endToEnd(state, rows)}
      </p>
    </div>
  );
}

/** `End to end, the gradients of conv1 are wrong in 156 of 156 entries because of it.` */
function endToEnd({ run }: State, rows: readonly Row[]): string {
  const tainted = rows.flatMap(({ layer, name }) => {
    const tensors = run?.verdicts[layer]?.tensors.filter(({ target }) => target.kind === 'gradient') ?? [];
    const failed = tensors.reduce((sum, tensor) => sum + tensor.endToEnd.failed, 0);
    const checked = tensors.reduce((sum, tensor) => sum + tensor.endToEnd.checked, 0);
    return failed > 0 ? [{ name, failed, checked }] : [];
  });
  const first = tainted[0];
  if (first === undefined) return '';
  const amount = `${numbers.count(first.failed)} of ${numbers.count(first.checked)} entries`;
  return `End to end, the gradients of ${first.name} are wrong in ${amount} because of it.`;
}

/** Filter by name, only failing, and the order of the rows. */
export function FilterBar({ state, dispatch }: ViewProps) {
  const failing =
    state.run === undefined ? 0 : rowsOf(state).filter((row) => isFailing(row) && row.shape !== '?').length;
  const field = useRef<HTMLElement>(null);
  // The toolkit gives a text field a label of its own when it is put into the page.
  useEffect(() => field.current?.setAttribute('aria-label', 'Filter layers'), []);
  const order = state.worstFirst ? 'Worst error first' : 'Forward order';
  return (
    <div class="filterBar">
      <vscode-text-field
        id="filter"
        ref={field}
        placeholder="Filter layers"
        value={state.filterText}
        onInput={(event) => dispatch({ type: 'filterText', text: (event.currentTarget as HTMLInputElement).value })}
      >
        <Icon name="filter" slot="start" />
      </vscode-text-field>
      <button
        class={failing > 0 ? 'chip' : 'iconButton'}
        aria-pressed={state.onlyFailing}
        aria-label={failing > 0 ? `Only failing, ${failing} wrong` : 'Only failing'}
        title="Only failing (!)"
        onClick={() => dispatch({ type: 'onlyFailing', on: !state.onlyFailing })}
      >
        <Icon name={failing > 0 ? 'error' : 'onlyFailing'} />
        {failing > 0 && `${failing} wrong`}
      </button>
      <button
        class="iconButton"
        aria-pressed={state.worstFirst}
        aria-label="Worst error first"
        title={order}
        onClick={() => dispatch({ type: 'worstFirst', on: !state.worstFirst })}
      >
        <Icon name="order" />
      </button>
    </div>
  );
}
