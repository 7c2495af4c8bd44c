/** The logistic function and its kin, without overflow for any z. */

/** σ(z) = 1/(1 + e^(−z)) */
export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** log(1 + e^z) = max(z, 0) + log(1 + e^(−|z|)) */
export const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
