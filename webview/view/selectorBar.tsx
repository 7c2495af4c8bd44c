/** Tensor, sample, filter o and channel c of the selected layer: what applies. The wheel and Alt+↑↓ step through. */
import { useEffect, useRef } from 'preact/hooks';
import { selectorsOf, type Selector } from '../selectors';
import type { ValueElement } from '../toolkit';
import type { ViewProps } from './detail';

export function SelectorBar({ state, dispatch }: ViewProps) {
  const { selected } = state;
  if (selected === undefined) return null;
  const choose = (selector: Selector, value: number) => {
    const within = Math.max(0, Math.min(selector.count - 1, value));
    if (within !== selector.value) dispatch(selector.choose(within));
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
  const { key, label, shortLabel, count, value, names } = selector;
  const element = useRef<ValueElement>(null);
  const nameOf = (k: number) => names?.[k] ?? String(k);
  const longest = Math.max(...Array.from({ length: count }, (_, k) => nameOf(k).length));
  useDropdownValue(element, value, count);
  const step = useRef((_by: number) => {});
  step.current = (by) => choose(value + by);
  useEffect(() => {
    // Not passive, so that the panel does not scroll along.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      step.current(Math.sign(event.deltaY));
    };
    element.current?.addEventListener('wheel', onWheel, { passive: false });
    return () => element.current?.removeEventListener('wheel', onWheel);
  }, []);
  return (
    <vscode-dropdown
      ref={element}
      class={`selector ${key} ${count === 1 ? 'lone' : ''}`}
      aria-label={`${label} ${nameOf(value)}`}
      title={`${label}: the wheel and Alt+↑↓ step through`}
      onChange={(event) => choose(Number((event.currentTarget as ValueElement).value))}
      onKeyDownCapture={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        event.stopPropagation();
        step.current(event.key === 'ArrowUp' ? -1 : 1);
      }}
    >
      <span slot="start" class="label">
        {label}
      </span>
      <span slot="start" class="shortLabel">
        {shortLabel}
      </span>
      <span slot="selected-value" class="mono" style={{ width: `${longest}ch` }}>
        {nameOf(value)}
      </span>
      {Array.from({ length: count }, (_, k) => (
        <vscode-option key={k} value={String(k)}>
          {nameOf(k)}
        </vscode-option>
      ))}
    </vscode-dropdown>
  );
}

/** The toolkit's dropdown takes a value only once its options have been slotted, which is after this render. */
function useDropdownValue(element: { readonly current: ValueElement | null }, value: number, count: number): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (element.current !== null) element.current.value = String(value);
    });
    return () => cancelAnimationFrame(frame);
  }, [value, count]);
}
