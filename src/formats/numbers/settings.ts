/** What a definition says about its numbers, whichever format it is written in. */
import type { Path } from '../../engine/problem';
import type { Shape } from '../../engine/tensor';

export type Distribution = 'normal' | 'uniform';

export type DataSetting =
  /** Numbers in the definition itself. */
  | { readonly kind: 'inline'; readonly value: unknown }
  /** A file beside the definition. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'random'; readonly distribution: Distribution; readonly seed: number | undefined };

/** `at` says where a problem with it is shown. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Path;
}

export interface InputSetting {
  readonly shape: Placed<Shape> | undefined;
  /** Left out: random normal, from the seed of the definition. */
  readonly data: Placed<DataSetting> | undefined;
}
