/** The tab *Numeric*: one entry's difference quotient over many steps, beside the value that the check settled on. */
import { useState } from 'preact/hooks';
import type { SweepReply } from '../../../src/protocol';
import { full } from '../../numbers';
import { sweptEntry } from '../../swept';
import { kinkSentence, sweepSentence } from '../../sweepWords';
import type { ViewProps } from '../detail';
import { EntryHeader } from '../entry/entryHeader';
import { ResultStrip } from '../entry/resultStrip';
import { entryName } from '../entry/termView';
import './numeric.css';
import { SweepChart } from './sweepChart';
import { SweepTable } from './sweepTable';
import { useSweep } from './useSweep';

export function NumericView(props: ViewProps) {
  const { state, rpc, dispatch } = props;
  const entry = sweptEntry(state);
  const { reply, failure } = useSweep(rpc, entry, `${state.version}/${state.run?.run}/${state.run?.state}`);
  if (entry === undefined) return <p class="plain secondary">No entry of this layer has been checked.</p>;
  const copy = (text: string) => rpc.post({ type: 'copy', text });
  return (
    <div class="entry numeric">
      <EntryHeader
        {...props}
        entry={entry}
        name={reply === undefined ? `[${entry.index.join(', ')}]` : entryName(reply)}
        onOpen={(next) => dispatch({ type: 'lookAt', entry: next, tab: 'numeric' })}
        onCopy={() => reply !== undefined && copy(full(reply.check?.numeric ?? reply.analytic))}
      />
      {failure !== undefined && <p class="secondary">{failure}</p>}
      {reply !== undefined && <Swept reply={reply} />}
    </div>
  );
}

function Swept({ reply }: { readonly reply: SweepReply }) {
  const [chosen, setChosen] = useState<number>();
  const at = chosen ?? chosenPoint(reply);
  const kink = kinkSentence(reply);
  return (
    <>
      <ResultStrip value={reply.analytic} check={reply.check} of="analytic" cancellation={undefined} />
      {kink !== undefined && <p class="sweepWords">{kink}</p>}
      <p class="sweepWords">{sweepSentence(reply)}</p>
      <SweepChart reply={reply} at={at} onChoose={setChosen} />
      <p class="sweepWords secondary">
        The check’s own value: {reply.method}
        {reply.chosen === undefined ? '' : ', at the step that is marked'}.
      </p>
      <SweepTable reply={reply} at={at} onChoose={setChosen} />
    </>
  );
}

/** The point next to the check's step, else the one that comes closest. */
function chosenPoint({ points, chosen }: SweepReply): number {
  const distance = ({ step, error }: SweepReply['points'][number]): number =>
    chosen === undefined ? error : Math.abs(Math.log(step / chosen));
  let best = 0;
  points.forEach((point, at) => {
    if (distance(point) < distance(points[best]!)) best = at;
  });
  return best;
}
