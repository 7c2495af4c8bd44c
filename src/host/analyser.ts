/** Keeps the analysis of one document up to date: debounced, in the worker, newest text wins. */
import type { Analysis } from '../worker/protocol';
import type { Engine } from './engine';
import type { NetworkDocument } from './networkDocument';

const DEBOUNCE_MS = 250;

export class Analyser {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting: ((analysis: Analysis | undefined) => void)[] = [];
  private disposed = false;

  constructor(
    private readonly document: NetworkDocument,
    private readonly engine: Engine,
    private readonly onAnalysis: () => void,
    private readonly onFailure: (failure: Error) => void,
  ) {}

  /** Analyses the text once it has been still for a moment, or at once. */
  schedule(delay: 'soon' | 'now'): void {
    clearTimeout(this.timer);
    if (delay === 'now') void this.analyse();
    else this.timer = setTimeout(() => void this.analyse(), DEBOUNCE_MS);
  }

  /** The analysis of the text as it is now, as soon as there is one; undefined when it cannot be had. */
  latest(): Promise<Analysis | undefined> {
    const { current } = this.document;
    if (current || this.disposed) return Promise.resolve(current);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.settle(undefined);
  }

  private async analyse(): Promise<void> {
    const { version } = this.document.source;
    const { revision } = this.document;
    const isOld = () => version !== this.document.source.version || revision !== this.document.revision;
    try {
      const analysis = await this.engine.call('analyse', this.document.input());
      // The text, or a choice, has changed meanwhile: its own analysis is scheduled already.
      if (this.disposed || isOld()) return;
      // The worker answers a call that it skipped with a newer one's analysis.
      this.document.analysis = { ...analysis, version };
      this.settle(this.document.analysis);
      this.onAnalysis();
    } catch (failure) {
      if (this.disposed || isOld()) return;
      this.settle(undefined);
      this.onFailure(failure instanceof Error ? failure : new Error(String(failure)));
    }
  }

  private settle(analysis: Analysis | undefined): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve(analysis);
  }
}
