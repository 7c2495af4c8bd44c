/** Colours of the theme as numbers, for drawing on canvases; read again whenever the theme changes. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { divergingTable, errorTable, greyTable, type ColourTable, type Rgb } from '../../draw/palette';
import { mix, type Ink } from '../../draw/raster';
import type { ThemeKind } from '../../store';

export interface Palette {
  readonly ink: Ink;
  readonly secondary: Rgb;
  readonly signed: ColourTable;
  readonly error: ColourTable;
  readonly grey: ColourTable;
  /** Font of the numbers in cells. */
  readonly mono: string;
}

/** Changes when an attribute that carries the theme does: a theme of the same kind may have other colours. */
function useThemeStamp(): number {
  const [stamp, setStamp] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setStamp((at) => at + 1));
    observer.observe(document.body, {
      attributes: true,
      attributeFilter: ['class', 'data-vscode-theme-id', 'data-vscode-theme-kind'],
    });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    return () => observer.disconnect();
  }, []);
  return stamp;
}

export function usePalette(theme: ThemeKind): Palette {
  const stamp = useThemeStamp();
  return useMemo(() => readPalette(theme), [theme, stamp]);
}

function readPalette(theme: ThemeKind): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (token: string): readonly [Rgb, number] => {
    probe.style.color = `var(${token})`;
    return parseColour(getComputedStyle(probe).color);
  };
  const [background] = read('--gl-bg');
  const [foreground] = read('--gl-fg');
  const [secondary, weight] = read('--gl-secondary');
  const [trackColour, strength] = read('--gl-track');
  probe.style.fontFamily = 'var(--gl-mono)';
  const mono = getComputedStyle(probe).fontFamily;
  probe.remove();
  return {
    ink: { background, foreground, track: mix(trackColour, background, strength) },
    secondary: mix(secondary, background, weight),
    signed: divergingTable(theme),
    error: errorTable(theme),
    grey: greyTable(background, foreground),
    mono,
  };
}

/** `rgb(31, 31, 31)`, `rgba(…, 0.5)` or `color(srgb 0.12 0.12 0.12 / 0.05)`: what a computed colour reads as. */
export function parseColour(text: string): readonly [colour: Rgb, strength: number] {
  const numbers = [...text.matchAll(/-?\d*\.?\d+(?:e-?\d+)?/g)].map(Number);
  const unit = text.startsWith('color(') ? 255 : 1;
  const [red = 0, green = 0, blue = 0, strength = 1] = numbers;
  return [[Math.round(red * unit), Math.round(green * unit), Math.round(blue * unit)], strength];
}
