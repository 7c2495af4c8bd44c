/** A network with its numbers: parameters, input and target. */
import type { Network } from './network';
import type { Tensor } from './tensor';

export interface Model {
  readonly network: Network;
  /** By layer index, then by parameter name. */
  readonly parameters: readonly { readonly [name: string]: Tensor | undefined }[];
  readonly input: Tensor;
  /** Undefined where the network has no loss, or does not fit as a whole. */
  readonly target: Tensor | undefined;
}
