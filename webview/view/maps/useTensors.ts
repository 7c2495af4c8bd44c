/** Tensors for the maps: at once where they are at hand, else the old ones until all the new ones are there. */
import { useEffect, useState } from 'preact/hooks';
import type { TensorReply, TensorRequest } from '../../../src/protocol';
import type { Rpc } from '../../rpc';

/** What a map wants: nothing yet, or a tensor of a certain moment of the run. */
export interface Wanted {
  readonly request: TensorRequest;
  /** Changes when the run has computed the tensor anew. */
  readonly stamp: string;
}

export interface Loaded extends TensorReply {
  readonly values: Float64Array;
}

type Key = string;

const keyOf = ({ request, stamp }: Wanted): Key => JSON.stringify([request, stamp]);

const loadedReplies = new WeakMap<TensorReply, Loaded>();

/** One for each reply: what is the same tensor is the same object. */
function loaded(reply: TensorReply): Loaded {
  const known = loadedReplies.get(reply);
  if (known !== undefined) return known;
  const tensor = { ...reply, values: new Float64Array(reply.data) };
  loadedReplies.set(reply, tensor);
  return tensor;
}

interface Held {
  readonly key: Key;
  /** By slot, as it was asked for. */
  readonly tensors: readonly (Loaded | undefined)[];
}

/**
 * The tensors of a list of slots. A slot that wants nothing holds nothing; a slot whose tensor cannot be had stays
 * empty. Slots keep their old tensor until all new ones have come, so that maps change together.
 */
export function useTensors(rpc: Rpc, wanted: readonly (Wanted | undefined)[]): readonly (Loaded | undefined)[] {
  const keys = wanted.map((want) => (want === undefined ? '' : keyOf(want)));
  const key = keys.join('\n');
  const [held, setHeld] = useState<Held>({ key: '', tensors: [] });
  let current = held;
  if (held.key !== key) {
    const cached = wanted.map((want) => want && rpc.cachedTensor(want.request));
    const complete = wanted.every((want, slot) => want === undefined || cached[slot] !== undefined);
    // Nothing was shown before: then what is at hand is better than nothing.
    if (complete || held.tensors.length === 0) {
      current = { key: complete ? key : '', tensors: cached.map((reply) => reply && loaded(reply)) };
    }
  }
  useEffect(() => {
    if (current !== held) setHeld(current);
    if (current.key === key) return;
    let stale = false;
    void Promise.all(wanted.map((want) => fetchOne(rpc, want))).then((tensors) => {
      if (!stale) setHeld({ key, tensors });
    });
    return () => {
      stale = true;
    };
  }, [key, rpc]);
  return wanted.map((want, slot) => (want === undefined ? undefined : current.tensors[slot]));
}

/** A tensor that is not there yet is an empty map, not a failure of the panel. */
async function fetchOne(rpc: Rpc, want: Wanted | undefined): Promise<Loaded | undefined> {
  if (want === undefined) return undefined;
  try {
    return loaded(await rpc.tensor(want.request));
  } catch {
    return undefined;
  }
}
