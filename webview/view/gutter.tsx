/** The lines and dots of a row's branches, 12 px wide, left of its icon. */
import type { GutterRow } from '../branches';

const main = 9.5;
const spacing = 4;
const laneX = (lane: number): number => main - spacing * (lane + 1);

export function Gutter({ row, height }: { readonly row: GutterRow; readonly height: number }) {
  const middle = height / 2;
  const lines = [
    ...(row.above ? [`M${main} 0V${middle}`] : []),
    ...(row.below ? [`M${main} ${middle}V${height}`] : []),
    ...row.passes.map((lane) => `M${laneX(lane)} 0V${height}`),
    // A quarter of an arc at each end of a lane.
    ...row.leaves.map((lane) => `M${main} ${middle}Q${laneX(lane)} ${middle} ${laneX(lane)} ${middle + 6}V${height}`),
    ...row.enters.map((lane) => `M${laneX(lane)} 0V${middle - 6}Q${laneX(lane)} ${middle} ${main} ${middle}`),
  ];
  return (
    <svg class="gutter" width="12" height={height} aria-hidden="true">
      <path d={lines.join('')} />
      {(row.joins || row.leaves.length > 0) && <circle class={row.joins ? 'join' : ''} cx={main} cy={middle} r="2.5" />}
    </svg>
  );
}
