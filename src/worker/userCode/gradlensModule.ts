/** What `import … from 'gradlens'` gives to a layer of the user's own. Its types are `media/gradlens.d.ts`. */
import { sizeOf, tensor, zeros, type Shape } from '../../engine/tensor';

export const gradlensModule = {
  /** Only says to TypeScript what the fields are. */
  defineLayer: <T>(layer: T): T => layer,
  tensor: (shape: Shape, data: ArrayLike<number>) => tensor(shape, data),
  zeros: (shape: Shape) => zeros(shape),
  sizeOf: (shape: Shape) => sizeOf(shape),
};
