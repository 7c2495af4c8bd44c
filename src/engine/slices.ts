/** Long work in slices, between which messages come in. */

/** How a run gives way to its surroundings. */
export interface RunControl {
  cancelled(): boolean;
  /** Lets messages in; called every few milliseconds of work. */
  pause(): Promise<void>;
}

/** Milliseconds of work between pauses. */
export const SLICE_MS = 12;
export const CANCELLED = Symbol('cancelled');

/** Work that yields between its steps, to its end or until it is cancelled. */
export async function inSlices<T>(work: Generator<unknown, T>, control: RunControl): Promise<T | typeof CANCELLED> {
  // What comes after a verdict waits until the verdict has been seen.
  let lastPause = 0;
  for (;;) {
    if (Date.now() - lastPause >= SLICE_MS) {
      await control.pause();
      if (control.cancelled()) return CANCELLED;
      lastPause = Date.now();
    }
    const step = work.next();
    if (step.done) return step.value;
  }
}
