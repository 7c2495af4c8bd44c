/** Name of the network and what run it is; the button that checks. */
import type { NetworkSummary, PanelCommand } from '../../src/protocol';
import { selectedLayer } from '../selectors';
import * as numbers from '../numbers';
import type { State } from '../store';
import { wrongTensors } from '../failures';
import type { ViewProps } from './detail';
import { showNextWrong } from './showEntry';
import { Menu, type MenuItem } from './menu';

export function Header(props: ViewProps) {
  const { state, dispatch, rpc } = props;
  const { network, run } = state;
  const loss = run?.loss;
  const more: MenuItem[] = [
    { label: 'Go to the source line', key: 'G', disabled: network === undefined, run: () => openSource(props) },
    { label: 'All keys', key: '?', run: () => dispatch({ type: 'help', on: true }) },
  ];
  return (
    <header class="header">
      <h1>{network?.name ?? state.file}</h1>
      {loss !== undefined && <Fact name="loss" number={numbers.value(loss)} class="loss" />}
      {network !== undefined && (
        <>
          <Fact name="batch" number={numbers.count(network.input.shape[0] ?? 1)} class="wide" />
          <span class="fact wide">float64</span>
          <span class="fact wide">{operationOf(network)}</span>
        </>
      )}
      <span class="spacer" />
      <CheckButton {...props} />
      {wrongTensors(state).length > 0 && (
        <vscode-button
          class="nextWrong"
          appearance="secondary"
          aria-label="Next wrong entry"
          onClick={() => void showNextWrong(props, 1)}
        >
          <b class="long">Next wrong entry</b>
          <kbd slot="end">F8</kbd>
        </vscode-button>
      )}
      <Menu label="More" icon="more" items={more} />
    </header>
  );

  function openSource({ state }: ViewProps) {
    rpc.post({ type: 'openSource', layer: state.selected ?? -1 });
  }
}

function Fact({ name, number, class: kind }: { name: string; number: string; class: string }) {
  return (
    <span class={`fact ${kind}`}>
      {name} <span class="mono">{number}</span>
    </span>
  );
}

/** `cross-correlation`, unless the layers say otherwise; nothing where no layer convolves. */
function operationOf(network: NetworkSummary): string {
  const operations = new Set(network.layers.flatMap((layer) => layer.operation ?? []));
  return [...operations].sort().reverse().join(' and ');
}

/** Before the first run it says how many gradients there are; then it opens the choice. */
function CheckButton({ state, rpc }: ViewProps) {
  const { network, run } = state;
  const check = (command: Omit<Extract<PanelCommand, { type: 'check' }>, 'type'>) =>
    rpc.post({ type: 'check', ...command });
  const disabled = !canCheck(state);
  if (run === undefined && network !== undefined && !disabled) {
    return (
      <vscode-button class="check" onClick={() => check({})}>
        Check {numbers.count(network.parameterCount)} gradients
        <span slot="end" class="keyHint" aria-hidden="true">
          ⇧⏎
        </span>
      </vscode-button>
    );
  }
  const layer = selectedLayer(state);
  const items: MenuItem[] = [
    { label: 'Check every entry', key: 'Shift+Enter', run: () => check({ method: 'exhaustive' }) },
    { label: 'Check a sample', run: () => check({ method: 'sample' }) },
    ...(layer === undefined
      ? []
      : [{ label: `Check ${layer.name} only`, run: () => check({ layers: [layer.index] }) }]),
  ];
  return (
    <Menu
      class="check"
      label="Check"
      icon="chevron"
      appearance={disabled ? 'secondary' : 'primary'}
      disabled={disabled}
      items={items}
    >
      Check
    </Menu>
  );
}

/** While it runs, and where the file has an error, there is nothing to start. */
export function canCheck(state: State): boolean {
  const broken = state.problems.some((problem) => problem.severity === 'error');
  return state.network !== undefined && !broken && state.run?.state !== 'running';
}
