/** PyTorch's default initialisation of Conv and Linear layers (`reset_parameters`). */
import type { Init } from '../../layer';

/** `kaiming_uniform_(a=√5)`: gain √(2/(1 + a²)), standard deviation gain/√fan_in, bound √3 times that ≈ 1/√fan_in. */
export function kaimingUniform(fanIn: number): Init {
  const gain = Math.sqrt(2 / (1 + Math.sqrt(5) ** 2));
  const deviation = gain / Math.sqrt(fanIn);
  return { kind: 'uniform', bound: Math.sqrt(3) * deviation };
}

/** Bias: uniform in ±1/√fan_in. */
export function biasUniform(fanIn: number): Init {
  return { kind: 'uniform', bound: 1 / Math.sqrt(fanIn) };
}
