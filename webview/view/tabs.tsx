/** The tabs of the selected layer: only those that apply. */
import { comparisonOf } from '../comparison';
import { isDiagnosed, type State, type Tab } from '../store';
import { entryToOpen } from '../diagnosis';
import { canSweep } from '../swept';
import type { ViewProps } from './detail';

/** *Diagnosis* stands first where the layer is wrong; *Entry* where some tensor is a sum; *Numeric* once it is checked. */
export function tabsOf(
  state: State,
): readonly { readonly id: Tab; readonly label: string; readonly enabled: boolean }[] {
  const { network, selected } = state;
  const layer = selected === undefined ? undefined : network?.layers[selected];
  const isLoss = network !== undefined && selected === network.layers.length;
  const explains = isLoss || (layer?.explains.length ?? 0) > 0;
  const diagnosed = isDiagnosed(state, selected) || state.tab === 'diagnosis';
  const diagnosis = comparisonOf(state) === undefined ? 'Diagnosis' : 'Compare';
  return [
    ...(diagnosed ? [{ id: 'diagnosis', label: diagnosis, enabled: true } as const] : []),
    { id: 'maps', label: 'Maps', enabled: true },
    ...(explains ? [{ id: 'entry', label: 'Entry', enabled: entryToOpen(state) !== undefined } as const] : []),
    ...(canSweep(state) || state.tab === 'numeric'
      ? [{ id: 'numeric', label: 'Numeric', enabled: true } as const]
      : []),
  ];
}

export function Tabs({ state, dispatch }: ViewProps) {
  const tabs = tabsOf(state);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.id === state.tab);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined || !next.enabled) return;
    dispatch({ type: 'tab', tab: next.id });
    document.getElementById(`tab-${next.id}`)?.focus();
    event.preventDefault();
  };
  return (
    <div class="tabs" role="tablist" onKeyDown={move}>
      {tabs.map(({ id, label, enabled }) => (
        <button
          key={id}
          id={`tab-${id}`}
          class="tab"
          role="tab"
          aria-selected={state.tab === id}
          aria-controls="tabPanel"
          aria-disabled={!enabled}
          title={enabled ? undefined : 'Check the layer, or choose a cell in Maps.'}
          tabIndex={state.tab === id ? 0 : -1}
          onClick={() => enabled && dispatch({ type: 'tab', tab: id })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
