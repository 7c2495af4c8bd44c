/** Puts a raster and its numbers on a canvas. The canvas is made once and drawn again only when its values change. */
import { deviceSize } from '../../draw/geometry';
import { labelsOf, labelSizes, type CellLabel } from '../../draw/labels';
import type { Raster, RasterInput } from '../../draw/raster';
import { rasterize } from '../../draw/raster';
import type { Rgb } from '../../draw/palette';
import type { CellFormat } from '../../numbers';

const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** @param format how values are written in the cells, or undefined for a map without numbers */
export function paintMap(
  canvas: HTMLCanvasElement,
  input: RasterInput,
  mono: string,
  format: CellFormat | undefined,
): void {
  const { width, height } = deviceSize(input.grid);
  const context = sized(canvas, width, height, input.grid.ratio);
  if (context === null) return;
  putRaster(context, rasterize(input));
  if (format === undefined) return;
  const labels = fittingLabels(context, input, mono, format);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { x, y, text, colour } of labels) {
    context.fillStyle = css(colour);
    context.fillText(text, x, y + input.grid.ratio * 0.5);
  }
}

/** The numbers in full where they fit, else with a decimal less; none where those do not fit either. */
function fittingLabels(
  context: CanvasRenderingContext2D,
  input: RasterInput,
  mono: string,
  format: CellFormat,
): readonly CellLabel[] {
  for (const short of [false, true]) {
    const labels = labelsOf(input, (value) => format(value, short));
    if (chooseFont(context, labels, input, mono)) return labels;
  }
  return [];
}

/** CSS pixels that stay free between the numbers of neighbouring cells. */
const leastGap = 3;

/** Sets the largest font in which every number stays inside its cell; false where none does. */
function chooseFont(
  context: CanvasRenderingContext2D,
  labels: readonly CellLabel[],
  { grid }: RasterInput,
  mono: string,
): boolean {
  const longest = labels.reduce((long, { text }) => (text.length > long.length ? text : long), '');
  return labelSizes(grid).some((size) => {
    context.font = `${size * grid.ratio}px ${mono}`;
    return context.measureText(longest).width <= grid.cell - leastGap * grid.ratio;
  });
}

export function putRaster(context: CanvasRenderingContext2D, { data, width, height }: Raster): void {
  context.putImageData(new ImageData(data, width, height), 0, 0);
}

/** Gives a canvas its size in device pixels, and the CSS size that makes them the screen's own. */
export function sized(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  ratio: number,
): CanvasRenderingContext2D | null {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${width / ratio}px`;
  canvas.style.height = `${height / ratio}px`;
  return canvas.getContext('2d');
}
