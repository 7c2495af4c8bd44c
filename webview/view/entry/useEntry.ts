/** The opened entry: asked for when it changes or a run has computed it anew; the old one stays until then. */
import { useEffect, useState } from 'preact/hooks';
import type { EntryReply, EntryRequest } from '../../../src/protocol';
import type { Rpc } from '../../rpc';

export interface EntryState {
  readonly request: EntryRequest | undefined;
  readonly reply: EntryReply | undefined;
  readonly failure: string | undefined;
}

const nothing: EntryState = { request: undefined, reply: undefined, failure: undefined };

export function useEntry(rpc: Rpc, request: EntryRequest | undefined, stamp: string): EntryState {
  const [state, setState] = useState(nothing);
  useEffect(() => {
    if (request === undefined) return;
    let stale = false;
    rpc.request('entry', request).then(
      (reply) => !stale && setState({ request, reply, failure: undefined }),
      (error: unknown) =>
        !stale &&
        setState({ request, reply: undefined, failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      stale = true;
    };
  }, [JSON.stringify(request), stamp, rpc]);
  return state;
}
