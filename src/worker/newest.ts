/** Work of which only the latest request matters: one at a time, and of those that wait only the newest is done. */

interface Waiting<In, Out> {
  input: In;
  readonly result: Promise<Out>;
}

export class Newest<In, Out> {
  private active: Promise<unknown> | undefined;
  private waiting: Waiting<In, Out> | undefined;

  constructor(private readonly work: (input: In) => Promise<Out>) {}

  /** A request that a newer one overtakes while it waits gets the newer one's result. */
  ask(input: In): Promise<Out> {
    if (this.waiting) {
      this.waiting.input = input;
      return this.waiting.result;
    }
    if (!this.active) return this.begin(input);
    const waiting: Waiting<In, Out> = {
      input,
      result: this.active.then(
        () => this.next(waiting),
        () => this.next(waiting),
      ),
    };
    this.waiting = waiting;
    return waiting.result;
  }

  private next({ input }: Waiting<In, Out>): Promise<Out> {
    this.waiting = undefined;
    return this.begin(input);
  }

  private begin(input: In): Promise<Out> {
    const result = this.work(input);
    this.active = result;
    const done = () => {
      if (this.active === result) this.active = undefined;
    };
    result.then(done, done);
    return result;
  }
}
