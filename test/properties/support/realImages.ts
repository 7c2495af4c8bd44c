/** Handwritten digits of examples/, with black borders, flat ground and edges. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readImage } from '../../../src/formats/tensors/image';
import type { Tensor } from '../../../src/engine/tensor';

export function realImages(): Tensor[] {
  const folder = resolve('examples/digits');
  return readdirSync(folder).map((file) => readImage(readFileSync(join(folder, file)), 1));
}
