/** Watches calls of the user's code from another thread, and says when one takes too long or too much memory. */
import type { UserPlace } from '../../engine/userLayer/userModule';
import { callUnderWay, readLabel } from './callSignal';

export interface CallLimits {
  /** How long one call may take. */
  readonly seconds: number;
  /** How much the process may grow while the user's code runs. */
  readonly megabytes: number;
}

export const DEFAULT_LIMITS: CallLimits = { seconds: 10, megabytes: 2048 };

/** Why the user's code was stopped. */
export interface Overrun {
  /** `backward of my-conv.ts did not return within 10 s.` */
  readonly message: string;
  readonly place: UserPlace | undefined;
}

const POLL_MS = 50;
/** So long without a call, and the memory is taken to be the engine's own again. */
const QUIET_MS = 1000;

/** @param onOverrun called once; the watch is then over */
export function watchCalls(
  buffer: SharedArrayBuffer,
  limits: () => CallLimits,
  residentBytes: () => number,
  onOverrun: (overrun: Overrun) => void,
): { end(): void } {
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
  timer.unref?.();

  function end(why: string): void {
    clearInterval(timer);
    const label = readLabel(buffer);
    onOverrun({ message: `${label?.what ?? 'A layer of your own'} ${why}`, place: label?.place });
  }

  return { end: () => clearInterval(timer) };
}

export const tooMuchMemory = (megabytes: number): string =>
  `takes more than ${megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`} of memory.`;
