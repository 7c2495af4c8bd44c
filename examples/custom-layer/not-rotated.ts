// The backward pass of a convolution with the mistake that most people make once: dx gathers δ with the kernel as it
// stands, where it has to be rotated by 180°. Forward is Conv2d's own. Run "Check gradient" to see it named.
import type { Tensor } from './gradlens';

export const like = 'Conv2d';

export function backward(delta: Tensor, { x }: { x: Tensor }, { weight }: { weight: Tensor; bias: Tensor }) {
  const [N, C, H, W] = x.shape;
  const [O, , K, L] = weight.shape;
  const [, , OH, OW] = delta.shape;
  const d = (n: number, o: number, u: number, v: number) =>
    u < 0 || v < 0 || u >= OH || v >= OW ? 0 : delta.data[((n * O + o) * OH + u) * OW + v];
  const at = (o: number, c: number, p: number, q: number) => ((o * C + c) * K + p) * L + q;

  const dx = new Float64Array(N * C * H * W);
  for (let n = 0; n < N; n++)
    for (let c = 0; c < C; c++)
      for (let i = 0; i < H; i++)
        for (let j = 0; j < W; j++) {
          let sum = 0;
          for (let o = 0; o < O; o++)
            for (let p = 0; p < K; p++)
              for (let q = 0; q < L; q++) sum += d(n, o, i + p - K + 1, j + q - L + 1) * weight.data[at(o, c, p, q)];
          dx[((n * C + c) * H + i) * W + j] = sum;
        }

  const dw = new Float64Array(O * C * K * L);
  const db = new Float64Array(O);
  for (let n = 0; n < N; n++)
    for (let o = 0; o < O; o++)
      for (let u = 0; u < OH; u++)
        for (let v = 0; v < OW; v++) {
          db[o] += d(n, o, u, v);
          for (let c = 0; c < C; c++)
            for (let p = 0; p < K; p++)
              for (let q = 0; q < L; q++)
                dw[at(o, c, p, q)] += d(n, o, u, v) * x.data[((n * C + c) * H + u + p) * W + v + q];
        }
  return { dx, weight: dw, bias: db };
}
