/** The whole panel: header and verdict stay, list and detail scroll apart; below 560 px one column. */
import { useState } from 'preact/hooks';
import { selectedLayer } from '../selectors';
import type { State } from '../store';
import { Detail, type ViewProps } from './detail';
import { EmptyState } from './emptyState';
import { FileProblem, NotComputed } from './fileProblem';
import { FlowChart } from './flowChart';
import { FlowSpace } from './flowSpace';
import { Header } from './header';
import { Help } from './help';
import { useKeyboard } from './keyboard';
import { FilterBar, LayerList } from './layerList';
import { ProblemList } from './problemList';
import { useSize } from './useSize';
import { VerdictBanner } from './verdictBanner';

/** Below this width there is one column. */
const narrowBelow = 560;

export function Panel(props: ViewProps) {
  const { state, dispatch } = props;
  const [root, { width }] = useSize();
  useKeyboard(props);
  const narrow = width > 0 && width < narrowBelow;
  return (
    <div class={`panel ${narrow ? 'narrow' : ''}`} ref={root}>
      {state.ready && (
        <>
          <Header {...props} />
          <VerdictBanner {...props} narrow={narrow} />
          {narrow ? <OneColumn {...props} width={width} /> : <TwoColumns {...props} />}
        </>
      )}
      {state.help && <Help dispatch={dispatch} />}
    </div>
  );
}

function TwoColumns(props: ViewProps) {
  const [side, { width }] = useSize();
  const { state } = props;
  if (state.network === undefined) return <ProblemList {...props} />;
  return (
    <div class="columns">
      <div class="side" ref={side}>
        <FilterBar {...props} />
        <LayerList {...props} narrow={false} />
        {width >= 300 && fitsAll(state) && <FlowSpace {...props} />}
      </div>
      {state.selected === undefined ? <Unselected {...props} /> : <SelectedDetail {...props} />}
    </div>
  );
}

function OneColumn(props: ViewProps & { width: number }) {
  const { state, width } = props;
  const [flow, showFlow] = useState(false);
  if (state.network === undefined) return <ProblemList {...props} />;
  return (
    <div class="column">
      <LayerList {...props} narrow detail={<SelectedDetail {...props} />} />
      {state.run !== undefined && fitsAll(state) && (
        <button class="link flowLink" aria-expanded={flow} onClick={() => showFlow(!flow)}>
          Gradient flow
        </button>
      )}
      {flow && <FlowChart {...props} width={width - 26} />}
    </div>
  );
}

/** Without a loss there is no gradient to flow. */
function fitsAll({ network }: State): boolean {
  return network?.layers.every((layer) => layer.state === 'fits') === true;
}

function Unselected(props: ViewProps) {
  const broken = props.state.problems.some((problem) => problem.severity === 'error');
  return broken ? <ProblemList {...props} /> : <EmptyState {...props} />;
}

/** The layer that does not fit, and those after it, have a view of their own. */
function SelectedDetail(props: ViewProps) {
  const { network } = props.state;
  const layer = selectedLayer(props.state);
  if (network === undefined || layer === undefined || layer.state === 'fits') return <Detail {...props} />;
  return (
    <Detail {...props}>
      {layer.state === 'misfit' ? (
        <FileProblem {...props} network={network} layer={layer} />
      ) : (
        <NotComputed network={network} layer={layer} />
      )}
    </Detail>
  );
}
