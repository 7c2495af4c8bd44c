/** Sends a run's events on, in order, but progress at most twenty times a second. Pure but for the timer. */
import type { StampedEvent } from '../engine/events';

const PROGRESS_MS = 50;

export class EventStream {
  private pending: StampedEvent | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (event: StampedEvent) => void) {}

  push(event: StampedEvent): void {
    if (event.type !== 'progress') {
      this.flush();
      this.send(event);
    } else if (this.timer === undefined) {
      this.send(event);
      this.timer = setTimeout(() => this.tick(), PROGRESS_MS);
    } else this.pending = event;
  }

  /** Forgets what waits; a snapshot says it all. */
  reset(): void {
    this.pending = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    this.timer = undefined;
    if (this.pending) this.push(this.take(this.pending));
  }

  private flush(): void {
    if (this.pending) this.send(this.take(this.pending));
  }

  private take(event: StampedEvent): StampedEvent {
    this.pending = undefined;
    return event;
  }
}
