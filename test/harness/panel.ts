import type { Frame, Locator } from 'playwright-core';
import { until } from './until';
import type { Workbench } from './workbench';

/** A map as it stands on the screen: RGBA bytes, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

/** Drives GradLens' panel by roles and labels, as a screen reader knows it. */
export class Panel {
  /** @param frame the document that the panel is drawn in */
  constructor(readonly frame: Frame) {}

  /** Waits for the panel's layer list. */
  static async in(workbench: Workbench): Promise<Panel> {
    return new Panel(await workbench.webview('[role=listbox][aria-label=Layers]'));
  }

  /** The banner's sentence, as it is spoken: empty while a run goes on and nothing is wrong. */
  async sentence(): Promise<string> {
    return (await this.frame.getByRole('status').first().innerText()).trim();
  }

  /** Resolves with the banner's sentence once it matches. */
  async untilSentence(pattern: RegExp, milliseconds = 60_000): Promise<string> {
    return until(
      `the banner says ${pattern}`,
      async () => {
        const sentence = await this.sentence();
        if (!pattern.test(sentence)) throw new Error(`it says "${sentence}"`);
        return sentence;
      },
      milliseconds,
    );
  }

  /** `conv2, Conv2d, right, output 16 by 10 by 10` for each row of the list. */
  async layers(): Promise<string[]> {
    const options = await this.frame.getByRole('option').all();
    return Promise.all(options.map(async (option) => (await option.getAttribute('aria-label')) ?? ''));
  }

  async selectLayer(name: string): Promise<void> {
    await this.frame.getByRole('option', { name: new RegExp(`^${name}, `) }).click();
  }

  /** The figure whose cells are announced as `label`: title, picture and caption. */
  map(label: string | RegExp): Locator {
    return this.frame.getByRole('figure').filter({ has: this.cells(label) });
  }

  /** The grid over a map's picture; it holds the one cell that has the focus. */
  cells(label: string | RegExp): Locator {
    return this.frame.getByRole('grid', { name: label, exact: true });
  }

  /** Resolves within a frame of the first map being painted. */
  async untilFirstMap(): Promise<void> {
    await this.frame.waitForFunction(hasPaintedMap, undefined, { polling: 'raf', timeout: 60_000 });
  }

  static async pixels(map: Locator): Promise<Pixels> {
    return map.locator('canvas').first().evaluate(pixelsOf);
  }

  /** The focused cell of a map: what is said of it, its value, and the colour in its middle. */
  static async focusedCell(map: Locator): Promise<{ label: string; value: number; colour: readonly number[] }> {
    const { label, colour } = await map.evaluate(cellOf);
    return { label, value: numberIn(label.slice(label.lastIndexOf(':') + 1)), colour };
  }

  /** Opens the focused cell of a map into its sum. */
  async openFocusedCell(map: Locator): Promise<void> {
    await map.getByRole('gridcell').focus();
    await map.page().keyboard.press('Enter');
    await this.frame.getByRole('region', { name: 'Result' }).waitFor();
  }

  /** The rows of the opened entry's table: live indices, factors, product, share, running sum, as text. */
  async terms(): Promise<string[][]> {
    const table = this.frame.getByRole('grid', { name: /terms?$/ });
    const showAll = table.getByRole('button', { name: /^Show all/ });
    if (await showAll.isVisible()) await showAll.click();
    const rows = await table.getByRole('row').all();
    const texts = await Promise.all(rows.map((row) => row.getByRole('gridcell').allInnerTexts()));
    return texts.filter((cells) => cells.length > 0);
  }

  /** `analytic`, `numeric` and `difference` of the opened entry. */
  async result(): Promise<ReadonlyMap<string, number>> {
    const figures = await this.frame.getByRole('region', { name: 'Result' }).locator('.figure').allInnerTexts();
    return new Map(figures.map((text) => text.split('\n')).map(([name = '', value = '']) => [name, numberIn(value)]));
  }
}

/** Reads a number as the panel writes it: U+2212 for minus, also in the exponent, and commas between thousands. */
export function numberIn(text: string): number {
  const number = /[\u2212-]?[\d,]*\.?\d+(?:e[\u2212+-]?\d+)?/.exec(text);
  return number ? Number(number[0].replaceAll('\u2212', '-').replaceAll(',', '')) : NaN;
}

// The functions below run in the page.

function hasPaintedMap(): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>('figure canvas');
  if (!canvas || canvas.width === 0) return false;
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels?.some((byte) => byte !== 0) ?? false;
}

function pixelsOf(canvas: HTMLElement | SVGElement): Pixels {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('a map is no canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the canvas has no 2D context');
  const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width, height, data: Array.from(data) };
}

function cellOf(map: Element): { label: string; colour: number[] } {
  const canvas = map.querySelector('canvas');
  const cell = map.querySelector('[role=gridcell]');
  const context = canvas?.getContext('2d');
  if (!canvas || !cell || !context) throw new Error('the map shows no cells');
  const [around, box] = [canvas.getBoundingClientRect(), cell.getBoundingClientRect()];
  const x = ((box.x + box.width / 2 - around.x) * canvas.width) / around.width;
  const y = ((box.y + box.height / 2 - around.y) * canvas.height) / around.height;
  const colour = context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data;
  return { label: cell.getAttribute('aria-label') ?? '', colour: Array.from(colour) };
}
