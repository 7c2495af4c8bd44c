/** No layer is selected: the network's own input, one sentence, five keys. */
import { useEffect, useState } from 'preact/hooks';
import type { TensorReply, TensorRequest, Thumb as ThumbData } from '../../src/protocol';
import type { ViewProps } from './detail';
import { KeyList } from './help';
import { Thumb } from './thumb';

const keys: readonly (readonly [string, string])[] = [
  ['↓', 'first layer'],
  ['Enter', 'open its maps'],
  ['Shift+Enter', 'check all gradients'],
  ['/', 'filter layers'],
  ['?', 'all keys'],
];

export function EmptyState(props: ViewProps) {
  const { state } = props;
  const thumb = useInput(props);
  const picture = state.network?.input.image === true;
  return (
    <section class="empty">
      <div class="inputPicture">
        {thumb !== undefined && <Thumb thumb={thumb} theme={state.theme} picture={picture} size={168} />}
      </div>
      <h2>No layer is selected</h2>
      <p class="secondary">
        Pick a layer to see its maps, its kernels and their gradients. Any cell opens into the sum that made it.
      </p>
      <KeyList keys={keys} />
    </section>
  );
}

/** First sample and channel of the input, whole where the host can tell it, else the small picture of the run. */
function useInput({ state, rpc }: ViewProps): ThumbData | undefined {
  const shape = state.network?.input.shape ?? [];
  const request: TensorRequest = {
    ref: { layer: -1, kind: 'output' },
    fixed: shape.slice(0, -2).map(() => 0),
    maxEntries: 168 * 168,
  };
  const [reply, setReply] = useState<TensorReply | undefined>(rpc.cachedTensor(request));
  const key = `${state.file} ${state.version} ${state.run?.run} ${state.run?.outputs[0]?.run} ${shape.join()}`;
  useEffect(() => {
    let current = true;
    if (shape.length >= 2) {
      rpc.tensor(request).then(
        (value) => current && setReply(value),
        () => current && setReply(undefined),
      );
    }
    return () => {
      current = false;
    };
  }, [key]);
  return reply === undefined ? state.run?.outputs[0]?.thumb : thumbOf(reply);
}

function thumbOf(reply: TensorReply): ThumbData | undefined {
  const [rows, columns] = (reply.reduced?.shape ?? reply.shape).slice(-2);
  const data = new Float64Array(reply.data);
  if (rows === undefined || columns === undefined || data.length !== rows * columns) return undefined;
  return { rows, columns, data, max: Math.max(Math.abs(reply.min), Math.abs(reply.max)) };
}
