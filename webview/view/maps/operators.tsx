/** Signs between the maps: forward reads left to right, backward right to left. */
import type { LayerSummary } from '../../../src/protocol';
import { typeOf } from '../../layerAxes';
import type { MapsLayout } from './layout';
import { captionHeight, titleHeight } from './layout';
import type { MapSpec } from './mapSpec';

interface Sign {
  readonly row: 1 | 2;
  /** Column of the grid, or a stretch of it. */
  readonly columns: string;
  readonly sign: string;
  readonly below?: string;
  readonly title?: string;
}

export function operators(specs: readonly MapSpec[], layer: LayerSummary | undefined, layout: MapsLayout) {
  if (layer === undefined) return null;
  return signsOf(specs, layer).map(({ row, columns, sign, below, title }) => (
    <div
      key={`${row}/${columns}`}
      class={columns.includes('/') ? 'operator wide' : 'operator'}
      style={{
        gridRow: row,
        gridColumn: columns,
        height: `${layout.height}px`,
        marginTop: `${titleHeight}px`,
        marginBottom: `${captionHeight}px`,
      }}
      title={title}
      aria-hidden="true"
    >
      <span>
        {sign}
        {below !== undefined && <small>{below}</small>}
      </span>
    </div>
  ));
}

function signsOf(specs: readonly MapSpec[], layer: LayerSummary): Sign[] {
  const middle = specs.some(({ column }) => column === 1);
  if (!middle) {
    return [
      { row: 1, columns: '2 / 5', sign: '→', below: typeOf(layer) },
      { row: 2, columns: '2 / 5', sign: '←' },
    ];
  }
  const kernel = specs.some(({ space }) => space === 'kernel');
  const bias = kernel && layer.parameters.some(({ name }) => name === 'bias');
  return [
    { row: 1, columns: '2', ...product(layer, kernel) },
    { row: 1, columns: '4', sign: '→', ...(bias ? { below: '+ b' } : {}) },
    { row: 2, columns: '2', sign: kernel ? '←' : '' },
    { row: 2, columns: '4', sign: '←' },
  ];
}

function product(layer: LayerSummary, kernel: boolean): Pick<Sign, 'sign' | 'title'> {
  if (!kernel) return { sign: typeOf(layer) === 'Add' ? '+' : ',' };
  if (layer.operation === 'convolution') return { sign: '∗', title: 'convolution' };
  if (layer.operation === 'cross-correlation') return { sign: '⋆', title: 'cross-correlation' };
  return { sign: '·' };
}
