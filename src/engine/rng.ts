/**
 * Seeded random numbers: the Mersenne Twister MT19937, which PyTorch's CPU generator is, so that a seed draws the same
 * default weights here as there.
 */
export interface Rng {
  /** 32 random bits. */
  uint32(): number;
  /** Uniform in [0, 1), 24 bits: what PyTorch draws for float32. */
  uniform(): number;
}

const N = 624;
const M = 397;

export function mersenneTwister(seed: number): Rng {
  const state = new Uint32Array(N);
  state[0] = seed >>> 0;
  for (let i = 1; i < N; i++) {
    const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(1812433253, previous) + i;
  }
  let next = N;

  function refill(): void {
    for (let i = 0; i < N; i++) {
      const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff);
      state[i] = state[(i + M) % N]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    next = 0;
  }

  function uint32(): number {
    if (next >= N) refill();
    let y = state[next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  return { uint32, uniform: () => (uint32() & 0xffffff) / 0x1000000 };
}
