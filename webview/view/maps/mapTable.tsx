/** The map as a real table: what T swaps in. */
import type { CellPlace } from '../../draw/geometry';
import { column as columnFormat, count } from '../../numbers';
import type { HeatmapProps } from './heatmap';
import type { MapData } from './mapData';

/** A table of more is slower to build than anyone can read it. */
const mostRows = 64;
const mostColumns = 64;

type Props = Pick<HeatmapProps, 'spoken' | 'onOpen' | 'onMove' | 'opens'> & {
  readonly data: MapData;
};

export function MapTable({ data, spoken, onOpen, onMove, opens }: Props) {
  const { grid, values, block } = data;
  const inTable = columnFormat(values);
  const rows = Math.min(grid.rows, mostRows);
  const columns = Math.min(grid.columns, mostColumns);
  const reduced = block[0] * block[1] > 1 ? `, each cell ${block.join('×')} entries` : '';
  const cut = rows < grid.rows || columns < grid.columns;
  const shown = cut ? `, the first ${count(rows)}×${count(columns)} of ${count(grid.rows)}×${count(grid.columns)}` : '';
  const open = (cell: CellPlace) => {
    onMove(cell);
    onOpen(cell);
  };
  return (
    <div class="mapTable" tabIndex={0}>
      <table class="mono">
        <caption class="visuallyHidden">{`${spoken}${reduced}${shown}`}</caption>
        <thead>
          <tr>
            <td />
            {Array.from({ length: columns }, (_, column) => (
              <th key={column} scope="col">
                {column * block[1]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              <th scope="row">{row * block[0]}</th>
              {Array.from({ length: columns }, (_, column) => {
                const value = values[row * grid.columns + column];
                return (
                  <td key={column} onClick={opens ? () => open({ row, column }) : undefined}>
                    {value === undefined ? '' : inTable(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {(cut || reduced !== '') && <p class="secondary">{`${reduced}${shown}`.replace(/^, /, '')}</p>}
    </div>
  );
}
