/** The user's code took too long or too much, and was stopped. */
import type { UserPlace } from '../../engine/userLayer/userModule';

/** Why the user's code was stopped. */
export interface Overrun {
  /** `backward of my-conv.ts did not return within 10 s.` */
  readonly message: string;
  /** What was called: `backward of my-conv.ts` */
  readonly what: string;
  readonly place: UserPlace | undefined;
}

/** The end of a worker in which the user's code was stopped. */
export class UserCodeStopped extends Error {
  override readonly name = 'UserCodeStopped';

  constructor(readonly overrun: Overrun) {
    super(overrun.message);
  }
}
