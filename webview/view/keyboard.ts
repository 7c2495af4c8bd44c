/** The panel's keys, active while it has the focus and no text field does. */
import { useEffect, useRef } from 'preact/hooks';
import { wrongTensors } from '../failures';
import { visibleRows } from '../rows';
import { selectorsOf, type Selector } from '../selectors';
import type { ViewProps } from './detail';
import { canCheck } from './header';
import { selectLayer } from './selectLayer';
import { showNextWrong } from './showEntry';
import { tabsOf } from './tabs';

export function useKeyboard(props: ViewProps): void {
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event) ? typingKey(latest.current, event) : act(latest.current, event)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** In the filter box: Esc empties and leaves it, ↓ goes on to the list. */
function typingKey({ dispatch }: ViewProps, event: KeyboardEvent): boolean {
  if (event.key !== 'Escape' && event.key !== 'ArrowDown') return false;
  if (event.key === 'Escape') dispatch({ type: 'filterText', text: '' });
  focusList();
  return true;
}

/** Does what the key means; true when it meant something. */
function act(props: ViewProps, event: KeyboardEvent): boolean {
  const { state, dispatch, rpc } = props;
  if (state.help && event.key !== 'Escape' && event.key !== '?') return false;
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      return moveLayer(props, event.key === 'ArrowDown' ? 1 : -1);
    case 'Enter':
      return event.shiftKey ? checkAll(props) : openMaps(event);
    case 'Escape':
      return escape(props);
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
      return chooseTab(props, Number(event.key) - 1);
    case '[':
    case ']':
      return step(props, 'filter', event.key === ']' ? 1 : -1);
    case '{':
    case '}':
      return step(props, 'channel', event.key === '}' ? 1 : -1);
    case '/':
      document.getElementById('filter')?.focus();
      return true;
    case '!':
      dispatch({ type: 'onlyFailing', on: !state.onlyFailing });
      return true;
    case 'g':
    case 'G':
      rpc.post({ type: 'openSource', layer: state.selected ?? -1 });
      return true;
    case '?':
      dispatch({ type: 'help', on: !state.help });
      return true;
    case 'F8':
      return openWrong(props, event.shiftKey ? -1 : 1);
    default:
      return false;
  }
}

/** From anywhere outside the maps; inside them the arrows move the cell. */
function moveLayer(props: ViewProps, by: number): boolean {
  if (document.activeElement?.closest('.tabPanel, [role=tablist], .selectors')) return false;
  const rows = visibleRows(props.state);
  const at = rows.findIndex((row) => row.layer === props.state.selected);
  // Nothing selected: ↓ goes to the first layer, past the input.
  const start = rows.findIndex((row) => row.layer >= 0);
  const row = rows[at < 0 ? Math.max(0, start) : Math.max(0, Math.min(rows.length - 1, at + by))];
  if (row === undefined) return false;
  selectLayer(props, row.layer);
  requestAnimationFrame(focusList);
  return true;
}

function focusList(): void {
  const selected = document.querySelector<HTMLElement>('.rows [aria-selected=true]');
  (selected ?? document.querySelector<HTMLElement>('.rows [role=option]'))?.focus();
}

/** Only from the list or the page itself: elsewhere Enter belongs to what has the focus. */
function openMaps(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target !== document.body && target.closest('[role=option]') === null) return false;
  return focusMaps();
}

function focusMaps(): boolean {
  const chosen = document.querySelector<HTMLElement>('.tabPanel .chosen [tabindex="0"]');
  const map = chosen ?? document.querySelector<HTMLElement>('.tabPanel [tabindex="0"]');
  map?.focus();
  return map !== null;
}

function checkAll({ state, rpc }: ViewProps): boolean {
  if (canCheck(state)) rpc.post({ type: 'check' });
  return true;
}

/** Closes the entry, leaves the map, cancels the run: in this order. */
function escape({ state, dispatch, rpc }: ViewProps): boolean {
  if (state.help) dispatch({ type: 'help', on: false });
  else if (state.tab === 'entry' || state.tab === 'numeric') closeEntry(dispatch);
  else if (document.activeElement?.closest('.tabPanel')) focusList();
  else if (state.run?.state === 'running') rpc.post({ type: 'cancel' });
  else return false;
  return true;
}

function closeEntry(dispatch: ViewProps['dispatch']): void {
  dispatch({ type: 'closeEntry' });
  requestAnimationFrame(focusMaps);
}

function chooseTab({ state, dispatch }: ViewProps, at: number): boolean {
  const tab = tabsOf(state)[at];
  if (state.selected === undefined || tab === undefined || !tab.enabled) return false;
  dispatch({ type: 'tab', tab: tab.id });
  return true;
}

function step({ state, dispatch }: ViewProps, key: Selector['key'], by: number): boolean {
  const selector = selectorsOf(state).find((one) => one.key === key);
  if (state.selected === undefined || selector === undefined) return false;
  const value = Math.max(0, Math.min(selector.count - 1, selector.value + by));
  dispatch(selector.choose(value));
  return true;
}

function openWrong(props: ViewProps, step: 1 | -1): boolean {
  const some = wrongTensors(props.state).length > 0;
  if (some) void showNextWrong(props, step);
  return some;
}
