/** The tab *Entry*: one number opened into the sum that made it, beside its numeric derivative. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { EntryReply, EntryRequest, TermSum } from '../../../src/protocol';
import { comparisonOf } from '../../comparison';
import { full } from '../../numbers';
import { kinkSentence } from '../../sweepWords';
import type { RunView } from '../../store';
import type { ViewProps } from '../detail';
import { mapsLayout } from '../maps/layout';
import '../maps/maps.css';
import { usePalette } from '../maps/useInk';
import { usePixelRatio, useWidth } from '../maps/usePixels';
import { useTensors } from '../maps/useTensors';
import './entry.css';
import { EntryHeader } from './entryHeader';
import { factorMaps, longNote } from './factorMaps';
import { FactorRow } from './factorRow';
import { Formula } from './formula';
import { latexOf } from './latex';
import { NowStrip } from './nowStrip';
import { ResultStrip } from './resultStrip';
import { TermTable } from './termTable';
import { cancellation, entryName, summed, termTable, type TermOrder } from './termView';
import { useEntry } from './useEntry';

export function EntryView(props: ViewProps) {
  const { state, dispatch, rpc } = props;
  const { entry, run } = state;
  const { reply, failure } = useEntry(rpc, entry, stampOf(run, entry));
  if (entry === undefined) return <p class="plain secondary">Choose a cell in Maps: its sum opens here.</p>;
  const copy = (text: string) => rpc.post({ type: 'copy', text });
  return (
    <div class="entry">
      <EntryHeader
        {...props}
        entry={entry}
        name={reply === undefined ? `[${entry.index.join(', ')}]` : entryName(reply)}
        onOpen={(next) => dispatch({ type: 'openEntry', entry: next })}
        onCopy={() => reply !== undefined && copy(full(reply.value))}
        onCopyFormula={() => reply !== undefined && copy(latexOf(reply))}
      />
      {failure !== undefined && <p class="secondary">{failure}</p>}
      {reply !== undefined && <Opened {...props} reply={reply} />}
    </div>
  );
}

/** An entry is asked for again when δ or the verdict of its layer has changed. */
function stampOf(run: RunView | undefined, entry: EntryRequest | undefined): string {
  if (run === undefined || entry === undefined) return '';
  const delta = run.deltas[entry.layer + 1] ?? run.deltas[entry.layer];
  const checked = run.verdicts.map((verdict) => (verdict === undefined ? '0' : '1')).join('');
  return `${run.version}/${delta?.run}/${run.run}/${checked}`;
}

function Opened(props: ViewProps & { readonly reply: EntryReply }) {
  const { state, reply } = props;
  const batched = (state.network?.input.shape[0] ?? 1) > 1;
  const { sum } = reply;
  return (
    <>
      <Formula reply={reply} batched={batched} />
      {sum === undefined || sum.terms.length === 0 ? (
        <>
          <p class="entryReason secondary">{reply.reason ?? sum?.note ?? 'The sum is empty.'}</p>
          <Result {...props} cancellation={undefined} />
        </>
      ) : (
        <Terms {...props} sum={sum} />
      )}
    </>
  );
}

type ResultProps = Pick<ViewProps, 'state' | 'rpc'> & {
  readonly reply: EntryReply;
  readonly cancellation: number | undefined;
};

/** Where somebody's own gradients are compared, theirs stands beside the right one in place of analytic and numeric. */
function Result({ state, rpc, reply, cancellation: cancels }: ResultProps) {
  const { layer, target, index, check } = reply;
  const compared = comparisonOf(state) !== undefined && check !== undefined;
  const request = { ref: { layer, kind: 'mine', of: target }, fixed: index } as const;
  const stamp = `${state.version}/${state.run?.run}`;
  const [theirs] = useTensors(rpc, [compared ? { request, stamp } : undefined]);
  const of = compared ? 'yours' : target.kind === 'output' ? 'value' : 'analytic';
  const value = compared ? (theirs?.values[0] ?? NaN) : reply.value;
  const kink = kinkSentence({ analytic: value, check });
  return (
    <>
      <ResultStrip value={value} check={check} of={of} cancellation={cancels} />
      {kink !== undefined && <p class="kinkWords">{kink}</p>}
    </>
  );
}

function Terms({ state, rpc, reply, sum }: ViewProps & { readonly reply: EntryReply; readonly sum: TermSum }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const ratio = usePixelRatio();
  const palette = usePalette(state.theme);
  const [order, setOrder] = useState<TermOrder>('share');
  const table = useMemo(() => termTable(sum, order), [sum, order]);
  const [chosen, setChosen] = useState<{ readonly of: TermSum; readonly term: number }>();
  const strongest = useMemo(() => termTable(sum, 'share').rows.find(({ isPlus }) => !isPlus)?.at ?? 0, [sum]);
  const active = chosen?.of === sum ? chosen.term : strongest;
  // Planes change only with the leading indices of the active term, which most sums do not have.
  const plane = sum.terms[active]?.factors
    .map(({ index }) => index.slice(0, Math.max(0, index.length - 2)).join())
    .join('/');
  const maps = useMemo(
    () => factorMaps(reply, sum, active, `${state.version}/${state.run?.run}`),
    [reply, sum, plane, sum.indices.length > 2 ? sum.terms[active]?.at.slice(0, -2).join() : ''],
  );
  return (
    <div ref={frame}>
      <NowStrip sum={sum} active={active} />
      {width > 0 && (
        <FactorRow
          maps={maps}
          sum={sum}
          active={active}
          onActive={(term) => setChosen({ of: sum, term })}
          layout={mapsLayout(width)}
          ratio={ratio}
          palette={palette}
          rpc={rpc}
        />
      )}
      {longNote(sum) !== undefined && <p class="sumNote">{longNote(sum)}</p>}
      <Result state={state} rpc={rpc} reply={reply} cancellation={cancellation(table, summed(reply))} />
      <TermTable
        key={JSON.stringify([reply.layer, reply.target])}
        sum={sum}
        table={table}
        order={order}
        onOrder={setOrder}
        active={active}
        onActive={(term) => setChosen({ of: sum, term })}
        theme={state.theme}
      />
    </div>
  );
}
