/** The sweep of an entry: asked for when the entry changes or a run has judged it anew; the old one stays until then. */
import { useEffect, useState } from 'preact/hooks';
import type { SweepReply, SweepRequest } from '../../../src/protocol';
import type { Rpc } from '../../rpc';

interface Sweep {
  readonly reply: SweepReply | undefined;
  readonly failure: string | undefined;
}

export function useSweep(rpc: Rpc, request: SweepRequest | undefined, stamp: string): Sweep {
  const [sweep, setSweep] = useState<Sweep>({ reply: undefined, failure: undefined });
  useEffect(() => {
    if (request === undefined) return;
    let stale = false;
    rpc.request('sweep', request).then(
      (reply) => !stale && setSweep({ reply, failure: undefined }),
      (error: unknown) =>
        !stale && setSweep({ reply: undefined, failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      stale = true;
    };
  }, [JSON.stringify(request), stamp, rpc]);
  return sweep;
}
