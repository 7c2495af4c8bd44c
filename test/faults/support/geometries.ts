/** Geometries that no sample of a layer has and that let a mistake show. */
import type { Sample } from '../../../src/engine/layer';

const further: { readonly [type: string]: readonly Sample[] } = {};

export const furtherSamples = (type: string): readonly Sample[] => further[type] ?? [];
