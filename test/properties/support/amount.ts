/** How many networks, and which: `GRADLENS_SEED=7 GRADLENS_NETWORKS=5000 npx vitest run test/properties` tries others. */
export const SEED = Number(process.env.GRADLENS_SEED ?? 20260417);
export const NETWORKS = Number(process.env.GRADLENS_NETWORKS ?? 500);
