/** The legends of a layer's maps, with what lies outside every scale. */
import { defaultBound } from '../../draw/scale';
import { relativeError } from '../../numbers';
import type { State } from '../../store';
import { titleHeight, type MapsLayout } from './layout';
import { ErrorLegend, Outside, ValueLegend, type ScaleScope } from './legends';
import type { MapSpec } from './mapSpec';
import type { Palette } from './useInk';

interface LayerLegendsProps {
  readonly state: State;
  /** −1 is the input, the number of layers the loss. */
  readonly index: number;
  readonly specs: readonly MapSpec[];
  readonly layout: MapsLayout;
  readonly ratio: number;
  readonly palette: Palette;
  readonly scope: ScaleScope;
  readonly log: boolean;
  readonly onScope: (scope: ScaleScope) => void;
}

export function LayerLegends({ state, index, specs, layout, ratio, palette, scope, log, onScope }: LayerLegendsProps) {
  const { run } = state;
  const stats = [run?.outputs[index + 1], run?.deltas[index + 1]].map((view) => view?.stats);
  const gradients = Object.values(run?.gradients[index] ?? {});
  const all = [...stats, ...gradients].filter((stat) => stat !== undefined);
  const sum = (of: 'nan' | 'infinite') => all.reduce((total, stat) => total + stat[of], 0);
  const tensors = run?.verdicts[index]?.tensors ?? [];
  const kinks = tensors.reduce((total, tensor) => total + tensor.kinks, 0);
  const worst = tensors.reduce((largest, { maxRelativeError }) => Math.max(largest, maxRelativeError), 0);
  const side = layout.across === 2;
  const errors = specs.some(({ row }) => row === 'error');
  const width = { width: `${layout.box}px` };
  return (
    <div
      class={side ? 'legends inPair' : 'legends'}
      style={
        side ? { gap: `${layout.gap}px` } : { width: `${layout.box}px`, minHeight: `${layout.height + titleHeight}px` }
      }
    >
      <div style={width}>
        <ValueLegend
          table={palette.signed}
          ratio={ratio}
          scope={scope}
          log={log}
          width={layout.box}
          onScope={onScope}
        />
      </div>
      {errors && (
        <div style={width}>
          <ErrorLegend
            table={palette.error}
            ratio={ratio}
            bound={run?.bound ?? defaultBound}
            {...(side ? { short: tensors.length > 0 ? `error, max ${relativeError(worst)}` : 'error' } : {})}
          />
        </div>
      )}
      {!side && <Outside nan={sum('nan')} infinite={sum('infinite')} kinks={kinks} />}
    </div>
  );
}
