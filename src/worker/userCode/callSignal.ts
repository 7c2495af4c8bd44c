/**
 * Which call of the user's code is under way, in memory that another thread can read while this one is stuck in it.
 * Int32 0: the number of the call, 0 between calls. Int32 1: bytes of the label. Then the label, as JSON.
 */
import type { UserPlace } from '../../engine/userLayer/userModule';

const HEAD = 8;
const LABEL = 4096;

export interface CallLabel {
  /** `backward of my-conv.ts` */
  readonly what: string;
  readonly place: UserPlace;
}

export interface CallSignal {
  enter(label: CallLabel): void;
  leave(): void;
}

export const newSignalBuffer = (): SharedArrayBuffer => new SharedArrayBuffer(HEAD + LABEL);

/** The side that makes the calls. Labels are compared by identity: the same function is entered many times. */
export function callSignal(buffer: SharedArrayBuffer): CallSignal {
  const head = new Int32Array(buffer, 0, 2);
  const bytes = new Uint8Array(buffer, HEAD);
  let calls = 0;
  let written: CallLabel | undefined;
  return {
    enter(label) {
      if (label !== written) {
        const text = new TextEncoder().encode(JSON.stringify(label));
        // A label that is too long is left out rather than cut: half a JSON text is none.
        const fits = text.length <= LABEL;
        if (fits) bytes.set(text);
        head[1] = fits ? text.length : 0;
        written = label;
      }
      calls = calls === 0x7fffffff ? 1 : calls + 1;
      Atomics.store(head, 0, calls);
    },
    leave: () => void Atomics.store(head, 0, 0),
  };
}

/** Without anyone who watches. */
export const unwatched: CallSignal = { enter: () => undefined, leave: () => undefined };

/** The number of the call that is under way; 0 for none. */
export const callUnderWay = (buffer: SharedArrayBuffer): number => Atomics.load(new Int32Array(buffer, 0, 1), 0);

/** The label of the call that is under way, or of the last one. */
export function readLabel(buffer: SharedArrayBuffer): CallLabel | undefined {
  const length = new Int32Array(buffer, 0, 2)[1]!;
  if (length === 0) return undefined;
  // A decoder takes no shared memory.
  const text = new TextDecoder().decode(new Uint8Array(buffer, HEAD, length).slice());
  try {
    return JSON.parse(text) as CallLabel;
  } catch {
    return undefined;
  }
}
