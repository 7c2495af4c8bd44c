/** A picture of at most 26×26 cells: δ of a layer, or its output before δ is there. Own maximum, no grid. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Thumb as ThumbData } from '../../src/protocol';
import { divergingTable, greyTable, type Rgb } from '../draw/palette';
import { colourOf } from '../draw/raster';
import { rangeOf, type Scale } from '../draw/scale';
import type { ThemeKind } from '../store';

export const thumbSize = 26;

interface ThumbProps {
  readonly thumb: ThumbData;
  readonly theme: ThemeKind;
  /** A picture: grey from background to foreground, rather than signed. */
  readonly picture?: boolean;
  /** CSS pixels of the longer side. */
  readonly size?: number;
}

export function Thumb({ thumb, theme, picture = false, size = thumbSize }: ThumbProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rows, columns } = thumb;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.putImageData(new ImageData(pixelsOf(thumb, theme, picture), columns, rows), 0, 0);
  }, [thumb, theme, picture]);
  const longer = Math.max(rows, columns);
  const style = { width: `${(size * columns) / longer}px`, height: `${(size * rows) / longer}px` };
  return <canvas ref={canvas} width={columns} height={rows} style={style} aria-hidden="true" />;
}

/** RGBA of the thumb, one pixel a cell. NaN and ±∞ are drawn in the foreground, as no value has that colour. */
function pixelsOf({ data, rows, columns, max }: ThumbData, theme: ThemeKind, picture: boolean) {
  const [background, foreground] = [cssColour('--vscode-editor-background'), cssColour('--vscode-foreground')];
  const table = picture ? greyTable(background, foreground) : divergingTable(theme);
  const scale: Scale = picture ? { kind: 'grey', ...rangeOf(data) } : { kind: 'signed', max, log: false };
  const pixels = new Uint8ClampedArray(rows * columns * 4);
  data.forEach((value, at) => {
    pixels.set([...(Number.isFinite(value) ? colourOf(value, scale, table) : foreground), 255], at * 4);
  });
  return pixels;
}

/** A colour of the theme as three bytes. */
function cssColour(name: string): Rgb {
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  probe.fillStyle = getComputedStyle(document.body).getPropertyValue(name).trim() || 'grey';
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return [red!, green!, blue!];
}
