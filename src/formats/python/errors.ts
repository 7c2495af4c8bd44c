/** How an evaluation ends before its time. */
import type { Located, Opaque, PyClass, Value } from './values';

/** An exception of Python's: `try … except` may catch it. */
export class PyError extends Error {
  override readonly name = 'PyError';
  /** The innermost place first. */
  places: readonly Located[] = [];
  constructor(
    readonly type: PyClass,
    message: string,
    readonly value: Value = null,
  ) {
    super(message);
  }
}

/** What cannot be known without running the file, or takes too long. Nothing of Python's catches it. */
export class Unknowable extends Error {
  override readonly name = 'Unknowable';
  places: readonly Located[] = [];
  constructor(
    message: string,
    /** Said already, where the value became unknown. */
    readonly told = false,
  ) {
    super(message);
  }
}

/** Steps, depth or memory: the whole evaluation ends. */
export class OutOfBounds extends Unknowable {}

export const dependsOn = (what: string, { reason, told }: Opaque): Unknowable =>
  new Unknowable(`${what} depends on ${reason}.`, told);
