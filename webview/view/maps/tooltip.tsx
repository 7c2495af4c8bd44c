/** Index, value and numeric derivative of the cell that is looked at. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { EntryReply, EntryRequest } from '../../../src/protocol';
import { errorBar, opened } from '../../numbers';
import type { Rpc } from '../../rpc';
import type { Anchor } from './heatmap';

export interface Tip {
  readonly anchor: Anchor;
  /** `δ[0, 3, 3, 6]` */
  readonly name: string;
  readonly value: string;
  /** `mean of 32×60 entries` */
  readonly note?: string;
  readonly hint: string;
  /** Asked for its numeric derivative, where there is one. */
  readonly entry?: EntryRequest;
}

type Check = EntryReply['check'];

/** The check of an entry, asked for once the pointer rests: an entry is opened for it. */
function useCheck(rpc: Rpc, entry: EntryRequest | undefined): Check {
  const key = JSON.stringify(entry);
  const [found, setFound] = useState<{ readonly key: string; readonly check: Check }>();
  useEffect(() => {
    if (entry === undefined) return;
    let stale = false;
    const timer = setTimeout(() => {
      rpc.request('entry', entry).then(
        ({ check }) => !stale && setFound({ key, check }),
        () => undefined,
      );
    }, 120);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [key, rpc]);
  return entry !== undefined && found?.key === key ? found.check : undefined;
}

export function Tooltip({ tip, rpc }: { readonly tip: Tip; readonly rpc: Rpc }) {
  const { anchor, name, value, note, hint, entry } = tip;
  const check = useCheck(rpc, entry);
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    if (box.current !== null) setPlace(beside(anchor, box.current));
  }, [anchor, check]);
  return (
    <div class="tip" role="tooltip" ref={box} style={{ left: `${place.left}px`, top: `${place.top}px` }}>
      <b class="mono">{name}</b>
      <dl class="mono">
        <dt>value</dt>
        <dd>{value}</dd>
        {check !== undefined && (
          <>
            <dt>numeric</dt>
            <dd>
              {opened(check.numeric, check.uncertainty)} {errorBar(check.uncertainty)}
            </dd>
          </>
        )}
      </dl>
      {check?.unit !== undefined && <p>on a kink: {check.unit}</p>}
      {note !== undefined && <p>{note}</p>}
      {hint !== '' && <p>{hint}</p>}
    </div>
  );
}

const distance = 8;

/** Below and to the right of the cell; on the other side where the window ends. */
function beside(anchor: Anchor, box: HTMLElement): { readonly left: number; readonly top: number } {
  const { offsetWidth, offsetHeight } = box;
  const right = anchor.right + distance;
  const below = anchor.bottom + distance;
  return {
    left: Math.max(4, right + offsetWidth > innerWidth - 4 ? anchor.left - distance - offsetWidth : right),
    top: Math.max(4, below + offsetHeight > innerHeight - 4 ? anchor.top - distance - offsetHeight : below),
  };
}
