/** Watches calls of the user's code from another thread, and says when one takes too long or too much memory. */
import { clearInterval, setInterval } from 'node:timers';
import { callUnderWay, readLabel } from './callSignal';
import type { Overrun } from './overrun';

export interface CallLimits {
  /** How long one call may take. */
  readonly seconds: number;
  /** How much the process may grow while the user's code runs. */
  readonly megabytes: number;
}

export const DEFAULT_LIMITS: CallLimits = { seconds: 10, megabytes: 2048 };

const POLL_MS = 50;
/** So long without a call, and the memory is taken to be the engine's own again. */
const QUIET_MS = 1000;

export interface Watch {
  end(): void;
  /** The watch alone is reason enough for its thread to live. */
  keepAlive(): void;
}

/** @param onOverrun called once; the watch is then over */
export function watchCalls(
  buffer: SharedArrayBuffer,
  limits: () => CallLimits,
  residentBytes: () => number,
  onOverrun: (overrun: Overrun) => void,
): Watch {
  let call = 0;
  // Counted in turns of the timer, not by the clock: a computer that slept was not busy.
  let turns = 0;
  let quiet = QUIET_MS / POLL_MS;
  let before = 0;
  const timer = setInterval(() => {
    const now = callUnderWay(buffer);
    turns = now !== 0 && now === call ? turns + 1 : 0;
    call = now;
    if (now === 0) {
      quiet++;
      return;
    }
    if (quiet * POLL_MS >= QUIET_MS) before = residentBytes();
    quiet = 0;
    const { seconds, megabytes } = limits();
    if (turns * POLL_MS >= seconds * 1000) end(`did not return within ${seconds} s.`);
    else if (residentBytes() - before > megabytes * 2 ** 20) end(tooMuchMemory(megabytes));
  }, POLL_MS);
  timer.unref();

  function end(why: string): void {
    clearInterval(timer);
    onOverrun(overrun(buffer, why));
  }

  return { end: () => clearInterval(timer), keepAlive: () => void timer.ref() };
}

/** The call under way has filled the heap of its thread. */
export const outOfMemory = (buffer: SharedArrayBuffer, { megabytes }: CallLimits): Overrun =>
  overrun(buffer, tooMuchMemory(megabytes));

/** The call under way has ended its thread or process, as `process.exit()` does. */
export const endedBy = (buffer: SharedArrayBuffer): Overrun => overrun(buffer, 'ends the process it runs in.');

function overrun(buffer: SharedArrayBuffer, why: string): Overrun {
  const label = readLabel(buffer);
  const what = label?.what ?? 'A layer of your own';
  return { message: `${what} ${why}`, what, place: label?.place };
}

const tooMuchMemory = (megabytes: number): string =>
  `takes more than ${megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`} of memory.`;
