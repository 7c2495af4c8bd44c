/** Boots the panel: says it is ready, takes snapshots and events, and keeps what was looked at over a reload. */
import { render } from 'preact';
import type { FromPanel, StampedEvent, ToPanel } from '../src/protocol';
import { Rpc } from './rpc';
import { emptyState, kept, reduce, type Action, type Kept, type State, type ThemeKind } from './store';
import { registerToolkit } from './toolkit';
import { Panel } from './view/panel';
import './style.css';
import './view/shell.css';
import './view/menu.css';
import './view/banner.css';
import './view/list.css';
import './view/rows.css';
import './view/flow.css';
import './view/detail.css';
import './view/empty.css';
import './view/fileProblem.css';
import './view/help.css';

interface KeptPage {
  readonly kept?: Kept;
  /** Scroll of the list and of the detail. */
  readonly scroll?: readonly [number, number];
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): KeptPage | undefined;
  setState(state: KeptPage): void;
};

/** Numbers change at most ten times a second while a run streams. */
const streamingPause = 100;

function boot(root: HTMLElement): void {
  const vscode = acquireVsCodeApi();
  const rpc = new Rpc((message) => vscode.postMessage(message));
  const before = vscode.getState();
  let state: State = { ...emptyState, ...before?.kept, theme: themeKind() };
  let drawn = 0;
  let planned: ReturnType<typeof setTimeout> | undefined;

  const draw = (): void => {
    planned = undefined;
    drawn = performance.now();
    render(<Panel state={state} dispatch={dispatch} rpc={rpc} />, root);
  };
  const dispatch = (action: Action): void => {
    const next = reduce(state, action);
    if (next === state) return;
    state = next;
    const wait = action.type === 'event' ? Math.max(0, drawn + streamingPause - performance.now()) : 0;
    if (wait === 0) {
      clearTimeout(planned);
      draw();
    } else planned ??= setTimeout(draw, wait);
    if (action.type !== 'event') keep();
  };
  const keep = (): void =>
    vscode.setState({ kept: kept(state), scroll: scrolls().map((one) => one?.scrollTop ?? 0) as [number, number] });

  const takeEvent = (event: StampedEvent): void => {
    if (event.version === state.version) rpc.noteEvent(event);
    dispatch({ type: 'event', event });
  };
  window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
    if (data.type === 'reply') rpc.receive(data);
    else if (data.type === 'event') takeEvent(data.event);
    else if (data.type === 'select') dispatch({ type: 'selectLayer', layer: data.layer });
    else if (data.type === 'snapshot') {
      if (data.snapshot.file !== state.file || data.snapshot.version !== state.version) rpc.reset();
      const first = !state.ready;
      dispatch({ type: 'snapshot', snapshot: data.snapshot });
      if (first) requestAnimationFrame(() => scrolls().forEach((one, k) => one?.scrollTo(0, before?.scroll?.[k] ?? 0)));
    }
  });
  new MutationObserver(() => dispatch({ type: 'theme', theme: themeKind() })).observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'],
  });
  window.addEventListener('scroll', keep, { capture: true, passive: true });
  draw();
  rpc.post({ type: 'ready' });
}

function scrolls(): (Element | null)[] {
  return [document.querySelector('.rows'), document.querySelector('.tabPanel')];
}

function themeKind(): ThemeKind {
  const kind = document.body.dataset.vscodeThemeKind ?? '';
  if (kind === 'vscode-high-contrast') return 'highContrastDark';
  if (kind === 'vscode-high-contrast-light') return 'highContrastLight';
  return kind === 'vscode-light' ? 'light' : 'dark';
}

registerToolkit();
boot(document.getElementById('app')!);
