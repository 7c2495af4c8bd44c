/** Single outputs of a Linear layer: z_j = Σ_k W_{j,k} a_k + b_j. */
import type { Probe } from '../../layer';
import type { Tensor } from '../../tensor';

export interface LinearParameters {
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
}

export function linearProbe(input: Tensor, { weight, bias }: LinearParameters): Probe {
  const [outs, ins] = weight.shape as [number, number];
  const rows = input.data.length / ins;
  const ofRow = new Int32Array(outs);
  const ofOutput = new Int32Array(rows);
  return {
    reach(source, flat) {
      if (source.kind === 'input') {
        const first = Math.floor(flat / ins) * outs;
        for (let j = 0; j < outs; j++) ofRow[j] = first + j;
        return ofRow;
      }
      const j = source.parameter === 'weight' ? Math.floor(flat / ins) : flat;
      for (let row = 0; row < rows; row++) ofOutput[row] = row * outs + j;
      return ofOutput;
    },
    output(flat) {
      const j = flat % outs;
      const row = ((flat - j) / outs) * ins;
      const base = j * ins;
      let sum = 0;
      for (let k = 0; k < ins; k++) sum += weight.data[base + k]! * input.data[row + k]!;
      return bias ? sum + bias.data[j]! : sum;
    },
  };
}
