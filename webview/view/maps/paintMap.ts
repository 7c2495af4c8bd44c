/** Puts a raster and its numbers on a canvas. The canvas is made once and drawn again only when its values change. */
import { deviceSize } from '../../draw/geometry';
import { labelsOf, labelSize } from '../../draw/labels';
import type { Raster, RasterInput } from '../../draw/raster';
import { rasterize } from '../../draw/raster';
import type { Rgb } from '../../draw/palette';

const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** @param format how values are written in the cells, or undefined for a map without numbers */
export function paintMap(
  canvas: HTMLCanvasElement,
  input: RasterInput,
  mono: string,
  format: ((value: number) => string) | undefined,
): void {
  const { width, height } = deviceSize(input.grid);
  const context = sized(canvas, width, height, input.grid.ratio);
  if (context === null) return;
  putRaster(context, rasterize(input));
  if (format === undefined) return;
  context.font = `${labelSize(input.grid) * input.grid.ratio}px ${mono}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { x, y, text, colour } of labelsOf(input, format)) {
    context.fillStyle = css(colour);
    context.fillText(text, x, y + input.grid.ratio * 0.5);
  }
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
