/** A module of the user's own as the engine sees it: what it exports, and how its code is called. */
import type { SourceRange } from '../summary';

/** A place in a file of the user's. */
export interface UserPlace {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly range: SourceRange;
}

/** What is wrong with the user's code, in words, at its line. */
export class UserCodeError extends Error {
  override readonly name = 'UserCodeError';

  constructor(
    message: string,
    readonly place: UserPlace | undefined,
  ) {
    super(message);
  }
}

/** Loaded, not yet looked at. Whoever loads it decides where its code may run and for how long. */
export interface UserModule {
  /** As messages name it: `my-conv.ts` */
  readonly name: string;
  /** Absolute, with forward slashes. */
  readonly path: string;
  /** Everything it exports by name; the fields of an object that is its default export are among them. */
  readonly exports: { readonly [name: string]: unknown };
  /** Where the name of an export stands; the start of the file where it cannot be found. */
  placeOf(exported: string): UserPlace;
  /**
   * Calls code of the user's: watched, so that it can be stopped. What it throws becomes a `UserCodeError` at its line.
   * @param what as a message begins: `backward of my-conv.ts`
   */
  call(what: string, run: () => unknown): unknown;
}
