/** The chart's place below the list: what the rows leave. Where that is too little, a link takes it from them. */
import { useState } from 'preact/hooks';
import { scaleOf } from '../barScale';
import { flowPlaces } from '../flowPlaces';
import type { ViewProps } from './detail';
import { FlowChart } from './flowChart';
import { useSize } from './useSize';

/** Of the side column's padding. */
const padding = 26;

export function FlowSpace(props: ViewProps) {
  const { network, run } = props.state;
  const [space, { width, height }] = useSize();
  const [taken, take] = useState(false);
  const names = network?.layers.map(({ name }) => name) ?? [];
  const scale = scaleOf(run, names.length);
  const fits = scale !== undefined && flowPlaces(width - padding, height, names, scale) !== undefined;
  return (
    <>
      <div class={taken ? 'flowSpace taken' : 'flowSpace'} ref={space}>
        {height > 0 && <FlowChart {...props} width={width - padding} room={height} />}
      </div>
      {scale !== undefined && (taken || !fits) && (
        <button class="link flowToggle" aria-expanded={taken} onClick={() => take(!taken)}>
          {taken ? 'Less of the gradient flow' : 'Gradient flow'}
        </button>
      )}
    </>
  );
}
