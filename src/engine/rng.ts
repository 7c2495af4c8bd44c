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

/** Its state is made at the first draw: every layer is handed a generator, and few draw. */
export function mersenneTwister(seed: number): Rng {
  let state: Uint32Array | undefined;
  let next = N;

  function refill(): Uint32Array {
    const words = state ?? seeded(seed);
    for (let i = 0; i < N; i++) {
      const mixed = (words[i]! & 0x80000000) | (words[(i + 1) % N]! & 0x7fffffff);
      words[i] = words[(i + M) % N]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    next = 0;
    return words;
  }

  function uint32(): number {
    if (state === undefined || next >= N) state = refill();
    let y = state[next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  return { uint32, uniform: () => (uint32() & 0xffffff) / 0x1000000 };
}

function seeded(seed: number): Uint32Array {
  const words = new Uint32Array(N);
  words[0] = seed >>> 0;
  for (let i = 1; i < N; i++) {
    const previous = words[i - 1]! ^ (words[i - 1]! >>> 30);
    words[i] = Math.imul(1812433253, previous) + i;
  }
  return words;
}
