/** Sample, filter o and channel c of the selected layer. The wheel and Alt+↑↓ step through. */
import { selectorsOf, type Selector } from '../selectors';
import type { ViewProps } from './detail';

export function SelectorBar({ state, dispatch }: ViewProps) {
  const { selected } = state;
  if (selected === undefined) return null;
  const choose = (selector: Selector, value: number) => {
    const within = Math.max(0, Math.min(selector.count - 1, value));
    if (within !== selector.value) dispatch({ type: 'choose', layer: selected, selection: { [selector.key]: within } });
  };
  return (
    <div class="selectors">
      {selectorsOf(state).map((selector) => (
        <SelectorBox key={selector.key} selector={selector} choose={(value) => choose(selector, value)} />
      ))}
    </div>
  );
}

function SelectorBox({ selector, choose }: { selector: Selector; choose: (value: number) => void }) {
  const { label, shortLabel, count, value } = selector;
  const step = (by: number) => choose(value + by);
  return (
    <label
      class="selector"
      onWheel={(event) => {
        event.preventDefault();
        step(Math.sign(event.deltaY));
      }}
    >
      <span class="label">{label}</span>
      <span class="shortLabel" aria-hidden="true">
        {shortLabel}
      </span>
      <select
        class="mono"
        aria-label={label}
        value={value}
        style={{ width: `calc(${String(count - 1).length}ch + 28px)` }}
        onChange={(event) => choose(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
          event.preventDefault();
          step(event.key === 'ArrowUp' ? -1 : 1);
        }}
      >
        {Array.from({ length: count }, (_, k) => (
          <option key={k} value={k}>
            {k}
          </option>
        ))}
      </select>
    </label>
  );
}
