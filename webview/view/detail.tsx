/** The selected layer: its title, the tabs with the selectors, and what the chosen tab shows. */
import type { ComponentChildren } from 'preact';
import type { LayerSummary } from '../../src/protocol';
import type { Rpc } from '../rpc';
import { selectedLayer } from '../selectors';
import { sourceOf } from '../source';
import type { Dispatch, State } from '../store';
import { DiagnosisView } from './diagnosis/diagnosisView';
import { EntryView } from './entry/entryView';
import { MapsView } from './maps/mapsView';
import { NumericView } from './numeric/numericView';
import { SelectorBar } from './selectorBar';
import { Tabs } from './tabs';

/** What every view of the detail side gets. */
export interface ViewProps {
  readonly state: State;
  readonly dispatch: Dispatch;
  readonly rpc: Rpc;
}

/** @param children in place of the tabs, for a layer that has no maps */
export function Detail(props: ViewProps & { children?: ComponentChildren }) {
  const { state, children } = props;
  return (
    <section class="detail" aria-label="Selected layer">
      <Title {...props} />
      {children ?? (
        <>
          <div class="tabBar">
            <Tabs {...props} />
            <SelectorBar {...props} />
          </div>
          <div class="tabPanel" role="tabpanel" id="tabPanel" aria-labelledby={`tab-${state.tab}`}>
            <TabView {...props} />
          </div>
        </>
      )}
    </section>
  );
}

function TabView(props: ViewProps) {
  switch (props.state.tab) {
    case 'diagnosis':
      return <DiagnosisView {...props} />;
    case 'entry':
      return <EntryView {...props} />;
    case 'numeric':
      return <NumericView {...props} />;
    case 'maps':
      return <MapsView {...props} />;
  }
}

/** Name, what the layer is, and the link to its line. */
function Title({ state, rpc }: ViewProps) {
  const { network, selected } = state;
  if (network === undefined || selected === undefined) return null;
  const layer = selectedLayer(state);
  const source = sourceOf(state, selected);
  const name = layer?.name ?? (selected < 0 ? 'input' : 'loss');
  return (
    <header class="layerTitle">
      <h2>{name}</h2>
      <span class="secondary what">{describe(state)}</span>
      {source !== undefined && (
        <button class="link source" onClick={() => rpc.post({ type: 'openSource', layer: selected })}>
          {source}
        </button>
      )}
    </header>
  );
}

/** `Conv2d 6→16, 5×5, stride 1, padding 0`; of a layer of the user's own `./my-conv.ts, like Conv2d 6→16, 5×5`. */
function describe(state: State): string {
  const { network, selected = -1 } = state;
  const layer = selectedLayer(state);
  if (layer !== undefined) return ownTitle(layer) ?? builtInTitle(layer);
  if (network === undefined) return '';
  return selected < 0 ? network.input.label : `${network.loss.type} ${network.loss.description}`;
}

function builtInTitle({ type, description, signature }: LayerSummary): string {
  return description === '' ? signature.replace(/\(\)$/, '') : `${type} ${description}`;
}

function ownTitle({ source, description }: LayerSummary): string | undefined {
  if (source === undefined) return undefined;
  return source.like === undefined ? source.file : `${source.file}, like ${source.like} ${description}`.trimEnd();
}
