import type { Frame, Locator } from 'playwright-core';
import { until } from './until';
import type { Workbench } from './workbench';

/** A map as it stands on the screen: RGBA, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

/** Drives GradLens' panel by roles and labels, as a screen reader sees it. */
export class Panel {
  private constructor(readonly frame: Frame) {}

  /** Waits for the panel's layer list. */
  static async in(workbench: Workbench): Promise<Panel> {
    return new Panel(await workbench.webview('[role=listbox][aria-label=Layers]'));
  }

  /** The banner's sentence; empty while a run goes on and nothing is wrong. */
  async verdict(): Promise<string> {
    return (await this.frame.getByRole('status').first().innerText()).trim();
  }

  /** Resolves with the sentence that ends the run. */
  async untilVerdict(milliseconds = 60_000): Promise<string> {
    return until('the verdict', () => this.verdict(), milliseconds);
  }

  /** `conv2, Conv2d, right, output 16 by 10 by 10` for each layer. */
  async layers(): Promise<string[]> {
    const options = await this.frame.getByRole('option').all();
    return Promise.all(options.map(async (option) => (await option.getAttribute('aria-label')) ?? ''));
  }

  layer(name: string): Locator {
    return this.frame.getByRole('option', { name: new RegExp(`^${name}, `) });
  }
}
