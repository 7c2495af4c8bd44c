// A convolution by hand: input N×C×H×W, kernel O×C×K×L, stride 1, no padding.
import type { Tensor } from './gradlens';

export const like = 'Conv2d';

interface Parameters {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

export function forward(x: Tensor, { weight, bias }: Parameters): Tensor {
  const { N, C, H, W, O, K, L, OH, OW } = sizes(x, weight);
  const z = new Float64Array(N * O * OH * OW);
  for (let n = 0; n < N; n++)
    for (let o = 0; o < O; o++)
      for (let u = 0; u < OH; u++)
        for (let v = 0; v < OW; v++) {
          let sum = bias.data[o];
          for (let c = 0; c < C; c++)
            for (let p = 0; p < K; p++)
              for (let q = 0; q < L; q++)
                sum += x.data[((n * C + c) * H + u + p) * W + v + q] * weight.data[((o * C + c) * K + p) * L + q];
          z[((n * O + o) * OH + u) * OW + v] = sum;
        }
  return { shape: [N, O, OH, OW], data: z };
}

// ∂C/∂x is the full convolution of δ with the kernel rotated by 180°; ∂C/∂W the correlation of x with δ.
export function backward(delta: Tensor, { x }: { x: Tensor }, { weight }: Parameters) {
  const { N, C, H, W, O, K, L, OH, OW } = sizes(x, weight);
  const dx = new Float64Array(N * C * H * W);
  const dw = new Float64Array(O * C * K * L);
  const db = new Float64Array(O);
  const at = (o: number, c: number, p: number, q: number) => ((o * C + c) * K + p) * L + q;
  for (let n = 0; n < N; n++)
    for (let o = 0; o < O; o++)
      for (let u = 0; u < OH; u++)
        for (let v = 0; v < OW; v++) {
          const d = delta.data[((n * O + o) * OH + u) * OW + v];
          db[o] += d;
          for (let c = 0; c < C; c++)
            for (let p = 0; p < K; p++)
              for (let q = 0; q < L; q++) {
                const i = ((n * C + c) * H + u + p) * W + v + q;
                dx[i] += d * weight.data[at(o, c, p, q)];
                dw[at(o, c, p, q)] += d * x.data[i];
              }
        }
  return { dx, weight: dw, bias: db };
}

function sizes(x: Tensor, weight: Tensor) {
  const [N, C, H, W] = x.shape;
  const [O, , K, L] = weight.shape;
  return { N, C, H, W, O, K, L, OH: H - K + 1, OW: W - L + 1 };
}
