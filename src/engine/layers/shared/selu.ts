/** Constants of SELU: the fixed point of mean 0 and variance 1 (Klambauer et al., Self-Normalizing Neural Networks, 2017). */
export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;
