/** Paints maps of the sizes that LeNet-5 has, over and over, and says how long one takes. */
import { noRing } from '../../../webview/draw/geometry';
import { divergingTable } from '../../../webview/draw/palette';
import { cells } from '../../../webview/numbers';
import { mapData } from '../../../webview/view/maps/mapData';
import { paintMap } from '../../../webview/view/maps/paintMap';

const ink = { background: [31, 31, 31], foreground: [204, 204, 204], track: [40, 40, 40] } as const;
const table = divergingTable('dark');
const [ratio, box, repeats] = [1.5, 182, 300];

for (const side of [5, 10, 14, 28, 112, 512]) {
  const values = Float64Array.from({ length: side * side }, (_, at) => Math.sin(at * 12.9898));
  const tensor = { shape: [side, side], data: values.buffer, values, min: -1, max: 1, nan: 0, infinite: 0 };
  const canvas = document.body.appendChild(document.createElement('canvas'));
  const times: number[] = [];
  for (let k = 0; k < repeats; k++) {
    values[k % values.length] = -values[k % values.length]!;
    const start = performance.now();
    const data = mapData(tensor, [side, side], box, ratio, noRing, 'mean');
    const scale = { kind: 'signed', max: 1, log: false } as const;
    const input = { values: data.values, grid: data.grid, scale, table, ink, nan: 'hatched', ring: 'blank' } as const;
    paintMap(canvas, input, 'monospace', cells(1).format);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)]!.toFixed(2);
  console.log(`${side}×${side}: median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}
