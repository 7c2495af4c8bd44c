/** The whole panel: header and verdict stay, list and detail scroll apart; below 560 px one column. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { selectedLayer } from '../selectors';
import type { State } from '../store';
import { Detail, type ViewProps } from './detail';
import { EmptyState } from './emptyState';
import { FileProblem, NotComputed } from './fileProblem';
import { FlowChart } from './flowChart';
import { Header } from './header';
import { Help } from './help';
import { useKeyboard } from './keyboard';
import { untaintedRows } from '../rows';
import { FilterBar, LayerList } from './layerList';
import { ProblemList } from './problemList';
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
  const [side, { width, height }] = useSize();
  const { state } = props;
  if (state.network === undefined) return <ProblemList {...props} />;
  return (
    <div class="columns">
      <div class="side" ref={side}>
        <FilterBar {...props} />
        <LayerList {...props} narrow={false} />
        {width >= 300 && fitsAll(state) && <FlowChart {...props} width={width - 26} height={spare(state, height)} />}
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

/** Height of everything in the side column but the rows and the plot of the chart. */
const fixedHeight = 42 + 22 + 17 + 134;

/** Of the note on layers that a fault further on leaves alone. */
const noteHeight = 80;

/** What the rows of the list leave for the plot: it gives way first, the list scrolls after that. */
function spare(state: State, height: number): number {
  const rows = (state.network?.layers.length ?? 0) + 2;
  return height - fixedHeight - (untaintedRows(state).length > 0 ? noteHeight : 0) - rows * 36;
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

/** Size of an element in CSS pixels; 0 before it is laid out. */
function useSize() {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = () => setSize({ width: current.clientWidth, height: current.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, size] as const;
}
