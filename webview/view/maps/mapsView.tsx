/** The tab *Maps*: the tensors of what is selected, a layer, the network's input or the loss. */
import { value } from '../../numbers';
import { shownSelection } from '../../selectors';
import type { ViewProps } from '../detail';
import { layerMaps, LayerView, type MapsOf } from './layerView';
import './maps.css';
import { lossMaps, networkInputMaps, networkPicture } from './sourceMaps';

export function MapsView(props: ViewProps) {
  const maps = mapsOfSelected(props);
  if (maps === undefined) return null;
  // Another layer, or a layer of another shape, starts afresh; a new run of the same layer does not.
  const shapes = maps.specs.map(({ id, rest }) => `${id}${rest.join('×')}`).join();
  return <LayerView key={`${props.state.file}/${maps.index}/${shapes}`} {...props} maps={maps} />;
}

function mapsOfSelected(props: ViewProps): MapsOf | undefined {
  const { state } = props;
  const { network, selected, run } = state;
  if (network === undefined || selected === undefined) return undefined;
  const layer = network.layers[selected];
  if (layer !== undefined) return layerMaps(props, layer);
  const context = { network, selection: shownSelection(state), run };
  if (selected < 0) {
    const picture = networkPicture(context);
    return { specs: networkInputMaps(context), relation: { kind: 'cellwise' }, layer: undefined, index: -1, picture };
  }
  const aside = <LossNote target={network.target} loss={run?.loss} type={network.loss.type} />;
  return { specs: lossMaps(context), relation: { kind: 'cellwise' }, layer: undefined, index: selected, aside };
}

function LossNote({
  target,
  loss,
  type,
}: {
  readonly target: string;
  readonly loss: number | undefined;
  readonly type: string;
}) {
  return (
    <div class="lossNote">
      <p>
        <b>C</b> {loss === undefined ? 'is not computed yet' : <span class="mono">= {value(loss)}</span>}
      </p>
      <p>{type}</p>
      <p>target {target}</p>
    </div>
  );
}
