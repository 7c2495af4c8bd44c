import { describe, expect, it } from 'vitest';
import { Newest } from '../../../src/worker/newest';

function gate() {
  const begun: number[] = [];
  const ends: ((failure?: Error) => void)[] = [];
  const newest = new Newest<number, string>((input) => {
    begun.push(input);
    return new Promise((resolve, reject) =>
      ends.push((failure) => (failure ? reject(failure) : resolve(`did ${input}`))),
    );
  });
  return { newest, begun, ends };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('of waiting requests only the newest is done', () => {
  it('does one at a time, skips what is overtaken, and answers all', async () => {
    const { newest, begun, ends } = gate();
    const asked = [newest.ask(1), newest.ask(2), newest.ask(3)];
    expect(begun).toEqual([1]);
    ends[0]!();
    await turn();
    expect(begun).toEqual([1, 3]);
    ends[1]!();
    expect(await Promise.all(asked)).toEqual(['did 1', 'did 3', 'did 3']);
    void newest.ask(4);
    expect(begun).toEqual([1, 3, 4]);
  });

  it('goes on after a failure', async () => {
    const { newest, begun, ends } = gate();
    const failed = newest.ask(1);
    const next = newest.ask(2);
    ends[0]!(new Error('broken'));
    await expect(failed).rejects.toThrow('broken');
    await turn();
    expect(begun).toEqual([1, 2]);
    ends[1]!();
    expect(await next).toBe('did 2');
  });
});
