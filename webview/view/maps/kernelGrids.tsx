/** W and ∂C/∂W of a convolution, all kernels at once, side by side where there is room. */
import type { LayerSummary } from '../../../src/protocol';
import { kernelOf } from '../../layerAxes';
import { count } from '../../numbers';
import { shownSelection } from '../../selectors';
import type { ViewProps } from '../detail';
import { KernelGrid } from './kernelGrid';
import type { Palette } from './useInk';

export interface BelowProps extends ViewProps {
  readonly layer: LayerSummary;
  readonly width: number;
  readonly ratio: number;
  readonly palette: Palette;
  readonly log: boolean;
}

export function KernelGrids({ state, dispatch, rpc, layer, width, ratio, palette, log }: BelowProps) {
  const kernel = kernelOf(layer);
  if (kernel === undefined) return null;
  // A sequence's kernel is a row; the planes of a volume's stand one below the other.
  const { shape } = kernel;
  const [across, down] = [shape[0]!, shape[1]!];
  const columns = shape.at(-1)!;
  const rows = shape.slice(2, -1).reduce((all, extent) => all * extent, 1);
  if (across * down === 1) return null;
  const { run } = state;
  const { filter, channel } = shownSelection(state);
  const output = run?.outputs[layer.index + 1];
  const done = run?.gradients[layer.index]?.weight !== undefined;
  const delta = run?.deltas[layer.index + 1];
  const [first, second] = kernel.at(filter, channel);
  const side = width >= 420;
  const half = side ? Math.floor((width - 20) / 2) : width;
  const [short, long] = kernel.transposed
    ? ['c → o ↓', 'channel c → filter o ↓']
    : ['o → c ↓', 'filter o → channel c ↓'];
  const shared = {
    shape: [across, down, rows, columns],
    order: half < 280 ? short : long,
    filter: first,
    channel: second,
    ratio,
    palette,
    log,
    rpc,
  };
  const choose = (a: number, b: number) =>
    dispatch({ type: 'choose', layer: layer.index, selection: kernel.choice(a, b) });
  const parameter = { layer: layer.index, parameter: 'weight' } as const;
  return (
    <div class="kernelRow" style={{ gridTemplateColumns: side ? `${half}px ${half}px` : `${half}px` }}>
      <KernelGrid
        {...shared}
        title="W"
        what={`all ${count(across * down)} kernels`}
        source={{ ...parameter, kind: 'parameter' }}
        stamp={output && `${run!.version}/${output.run}`}
        width={half}
        onChoose={choose}
      />
      <KernelGrid
        {...shared}
        title="∂C/∂W"
        what={`${count(across * down * rows * columns)} entries`}
        source={{ ...parameter, kind: 'gradient' }}
        stamp={done && delta !== undefined ? `${run!.version}/${delta.run}` : undefined}
        width={half}
        onChoose={choose}
      />
    </div>
  );
}
