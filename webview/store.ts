/**
 * All that the panel knows, and the one function that changes it. Pure: snapshots and events of the host and the
 * user's own actions go in, a new state comes out. Events of an older run or of another version of the document are
 * dropped.
 */
import type { EntryRequest, NetworkSummary, PanelSnapshot, StampedEvent } from '../src/protocol';
import type { LocatedProblem } from '../src/protocol';
import { isCompared } from './comparison';
import { entryToOpen } from './diagnosis';
import { selectionOfEntry } from './entrySelection';
import { applyEvent, type RunView } from './runView';

export type { Progress, RunView, TensorView } from './runView';

export type ThemeKind = 'dark' | 'light' | 'highContrastDark' | 'highContrastLight';
export type Tab = 'diagnosis' | 'maps' | 'entry' | 'numeric';

/** The maps of a layer that a cell can lie in, named after their tensors. */
export type MapKind =
  'input' | 'kernel' | 'output' | 'inputDelta' | 'gradient' | 'delta' | 'inputError' | 'gradientError';

export interface Cell {
  readonly map: MapKind;
  readonly row: number;
  readonly column: number;
}

/** What of a layer is looked at. */
export interface Selection {
  readonly sample: number;
  /** Output channel o: which filter. */
  readonly filter: number;
  /** Input channel c. */
  readonly channel: number;
  /** Of a layer with more inputs than there is room for, the first that is shown. */
  readonly input: number;
  /** Of a volume, which plane of the output, and through which plane of the kernel it is read. */
  readonly depth: number;
  readonly tap: number;
  readonly cell: Cell | undefined;
}

export const firstSelection: Selection = {
  sample: 0,
  filter: 0,
  channel: 0,
  input: 0,
  depth: 0,
  tap: 0,
  cell: undefined,
};

/** Which of the three bars the list shows where there is room for one only. */
export type BarKind = 'output' | 'delta' | 'gradient';

export interface State {
  readonly file: string;
  readonly version: number;
  readonly network: NetworkSummary | undefined;
  readonly problems: readonly LocatedProblem[];
  readonly run: RunView | undefined;
  /** −1 is the network's input, `layers.length` the loss. */
  readonly selected: number | undefined;
  readonly tab: Tab;
  /** By layer index; see `selectionOf`. */
  readonly selections: { readonly [layer: number]: Selection };
  /** The entry that is looked at, in *Diagnosis*, *Entry* and *Numeric*; its `layer` is the selected one. */
  readonly entry: EntryRequest | undefined;
  /** Where an opened entry was opened, and closes to. */
  readonly openedFrom: 'diagnosis' | 'maps';
  readonly filterText: string;
  readonly onlyFailing: boolean;
  /** Worst relative error first, rather than forward order. */
  readonly worstFirst: boolean;
  readonly narrowBar: BarKind;
  /** All keys are listed. */
  readonly help: boolean;
  readonly theme: ThemeKind;
  /** A snapshot has come. */
  readonly ready: boolean;
}

export const emptyState: State = {
  file: '',
  version: 0,
  network: undefined,
  problems: [],
  run: undefined,
  selected: undefined,
  tab: 'maps',
  selections: {},
  entry: undefined,
  openedFrom: 'maps',
  filterText: '',
  onlyFailing: false,
  worstFirst: false,
  narrowBar: 'delta',
  help: false,
  theme: 'dark',
  ready: false,
};

export type Action =
  | { readonly type: 'snapshot'; readonly snapshot: PanelSnapshot }
  | { readonly type: 'event'; readonly event: StampedEvent }
  | { readonly type: 'theme'; readonly theme: ThemeKind }
  /** `toggle`: choosing the selected layer again closes it, in the one-column layout. */
  | { readonly type: 'selectLayer'; readonly layer: number | undefined }
  | { readonly type: 'tab'; readonly tab: Tab }
  /** Changes sample, filter, channel or cell of a layer. */
  | { readonly type: 'choose'; readonly layer: number; readonly selection: Partial<Selection> }
  | { readonly type: 'openEntry'; readonly entry: EntryRequest }
  /** Goes to an entry where it is shown among its like: the tab stays, or becomes the one where it is wrong. */
  | { readonly type: 'lookAt'; readonly entry: EntryRequest; readonly tab: Tab }
  | { readonly type: 'closeEntry' }
  | { readonly type: 'filterText'; readonly text: string }
  | { readonly type: 'onlyFailing'; readonly on: boolean }
  | { readonly type: 'worstFirst'; readonly on: boolean }
  | { readonly type: 'narrowBar'; readonly bar: BarKind }
  | { readonly type: 'help'; readonly on: boolean }
  | { readonly type: 'restore'; readonly kept: Kept };

export type Dispatch = (action: Action) => void;

/** What outlives the panel's page: what was looked at, never any numbers. */
export type Kept = Pick<State, 'file' | 'selected' | 'tab' | 'selections' | 'entry' | 'narrowBar'>;

export function kept(state: State): Kept {
  const { file, selected, tab, selections, entry, narrowBar } = state;
  return { file, selected, tab, selections, entry, narrowBar };
}

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'snapshot':
      return takeSnapshot(state, action.snapshot);
    case 'event':
      return takeEvent(state, action.event);
    case 'theme':
      return { ...state, theme: action.theme };
    case 'selectLayer':
      return selectLayer(state, action.layer);
    case 'tab':
      return chooseTab(state, action.tab);
    case 'choose': {
      const selection = { ...selectionOf(state, action.layer), ...action.selection };
      return { ...state, selections: { ...state.selections, [action.layer]: selection } };
    }
    case 'openEntry':
      return openEntry(state, action.entry);
    case 'lookAt':
      return { ...lookAt(state, action.entry), tab: action.tab };
    case 'closeEntry':
      return { ...state, tab: state.openedFrom };
    case 'filterText':
      return { ...state, filterText: action.text };
    case 'onlyFailing':
      return { ...state, onlyFailing: action.on };
    case 'worstFirst':
      return { ...state, worstFirst: action.on };
    case 'narrowBar':
      return { ...state, narrowBar: action.bar };
    case 'help':
      return { ...state, help: action.on };
    case 'restore':
      return { ...state, ...action.kept };
  }
}

/** Sample, filter, channel and cell that are looked at in a layer. */
export function selectionOf(state: State, layer: number): Selection {
  return state.selections[layer] ?? firstSelection;
}

/** A new snapshot replaces all that the host knows; what the user looked at stays as long as it is the same file. */
function takeSnapshot(state: State, snapshot: PanelSnapshot): State {
  const { file, version, network, problems, events } = snapshot;
  const same = state.file === file || state.file === '';
  const base = same ? state : { ...emptyState, theme: state.theme, narrowBar: state.narrowBar };
  const last = network?.layers.length ?? -1;
  const misfit = network?.layers.findIndex((layer) => layer.state === 'misfit') ?? -1;
  const wanted = snapshot.selected ?? base.selected ?? (misfit < 0 ? undefined : misfit);
  const selected = wanted !== undefined && wanted <= last ? wanted : undefined;
  const fresh: State = { ...base, file, version, network, problems, run: undefined, selected, ready: true };
  const replayed = events.reduce(takeEvent, fresh);
  const entry = base.entry?.layer === selected ? base.entry : undefined;
  const tab = entry === undefined || base.tab === 'diagnosis' ? 'maps' : base.tab;
  return withFittingTab({ ...replayed, entry, tab }, false);
}

function takeEvent(state: State, event: StampedEvent): State {
  if (event.version !== state.version) return state;
  const run = applyEvent(state.run, event);
  if (run === state.run) return state;
  // A run brings the network as it was planned for that run; a failed file may have none before.
  if (event.type === 'runStarted') return { ...state, run, network: event.network };
  const report = event.type === 'runDone' ? event.report : undefined;
  const told = report?.firstAtFault ?? (report?.comparison && report.layers[0]?.layer);
  const next: State = { ...state, run, selected: state.selected ?? told };
  // A layer that its fault selects is opened where the fault is told, however long its verdict has been known.
  return withFittingTab(next, next.selected === state.selected && isDiagnosed(state, next.selected));
}

/**
 * *Diagnosis* opens when the selected layer turns out to be wrong, or compared, and goes when it is not. While it is
 * checked anew the tab stays as it is.
 */
function withFittingTab(state: State, was: boolean): State {
  const wrong = isDiagnosed(state, state.selected);
  if (wrong && !was && state.tab === 'maps') return { ...state, tab: 'diagnosis' };
  const known = state.run?.state !== 'running' || state.run.verdicts[state.selected ?? -1] !== undefined;
  if (!wrong && known && state.tab === 'diagnosis') return { ...state, tab: 'maps' };
  return state;
}

/** *Entry* and *Numeric* close to where they were chosen from; a wrong layer has an entry to open always. */
function chooseTab(state: State, tab: Tab): State {
  const openedFrom = state.tab === 'diagnosis' || state.tab === 'maps' ? state.tab : state.openedFrom;
  const entry = tab === 'entry' ? entryToOpen(state) : state.entry;
  return { ...state, tab, entry, openedFrom };
}

export function isWrong({ run }: State, layer: number | undefined): boolean {
  return layer !== undefined && run?.verdicts[layer]?.verdict === 'wrong';
}

/** There is something to show in *Diagnosis*: what is wrong, or what was compared. */
export function isDiagnosed(state: State, layer: number | undefined): boolean {
  return isWrong(state, layer) || isCompared(state, layer);
}

function openEntry(state: State, entry: EntryRequest): State {
  const next = lookAt(state, entry);
  const openedFrom = state.tab === 'diagnosis' && entry.layer === state.selected ? 'diagnosis' : 'maps';
  return { ...next, tab: 'entry', openedFrom: state.tab === 'entry' ? state.openedFrom : openedFrom };
}

/** The selectors follow the entry, so that the maps show it when it is closed. */
function lookAt(state: State, entry: EntryRequest): State {
  const layer = state.network?.layers[entry.layer];
  const before = selectionOf(state, entry.layer);
  const selection = layer === undefined ? before : { ...before, ...selectionOfEntry(layer, entry, before.filter) };
  const selections = { ...state.selections, [entry.layer]: selection };
  return { ...selectLayer(state, entry.layer), selections, entry };
}

function selectLayer(state: State, layer: number | undefined): State {
  if (layer === state.selected) return state;
  const tab = isDiagnosed(state, layer) ? 'diagnosis' : 'maps';
  return { ...state, selected: layer, tab, entry: undefined, openedFrom: tab };
}
