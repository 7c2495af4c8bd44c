/** W and ∂C/∂W of a convolution, all kernels at once, side by side where there is room. */
import type { LayerSummary } from '../../../src/protocol';
import { kernelShape } from '../../layerAxes';
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
  const kernel = kernelShape(layer);
  if (kernel === undefined) return null;
  // A sequence's kernel is a row; the planes of a volume's stand one below the other.
  const [filters, channels] = [kernel[0]!, kernel[1]!];
  const columns = kernel.at(-1)!;
  const rows = kernel.slice(2, -1).reduce((all, extent) => all * extent, 1);
  if (filters * channels === 1) return null;
  const { run } = state;
  const { filter, channel } = shownSelection(state);
  const output = run?.outputs[layer.index + 1];
  const done = run?.gradients[layer.index]?.weight !== undefined;
  const delta = run?.deltas[layer.index + 1];
  const shared = { shape: [filters, channels, rows, columns], filter, channel, ratio, palette, log, rpc };
  const choose = (o: number, c: number) =>
    dispatch({ type: 'choose', layer: layer.index, selection: { filter: o, channel: c } });
  const side = width >= 420;
  const half = side ? Math.floor((width - 20) / 2) : width;
  const parameter = { layer: layer.index, parameter: 'weight' } as const;
  return (
    <div class="kernelRow" style={{ gridTemplateColumns: side ? `${half}px ${half}px` : `${half}px` }}>
      <KernelGrid
        {...shared}
        title="W"
        what={`all ${count(filters * channels)} kernels`}
        source={{ ...parameter, kind: 'parameter' }}
        stamp={output && `${run!.version}/${output.run}`}
        width={half}
        onChoose={choose}
      />
      <KernelGrid
        {...shared}
        title="∂C/∂W"
        what={`${count(filters * channels * rows * columns)} entries`}
        source={{ ...parameter, kind: 'gradient' }}
        stamp={done && delta !== undefined ? `${run!.version}/${delta.run}` : undefined}
        width={half}
        onChoose={choose}
      />
    </div>
  );
}
