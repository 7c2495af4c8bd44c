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

/** Several files as one batch, and what is done to their numbers. */
export interface FilesSetting extends Preparation {
  readonly kind: 'files';
  readonly paths: readonly string[];
}

/** In this order: samples are chosen, resized, scaled, and then (x − mean) / std. */
export interface Preparation {
  /** Indices along the first axis. */
  readonly samples?: readonly number[];
  /** Rows and columns. */
  readonly resize?: readonly [number, number];
  readonly scale?: number;
  /** One for all, or one for each channel. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

/** `at` says where a problem with it is shown. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Path;
}

export interface InputSetting {
  readonly shape: Placed<Shape> | undefined;
  /** Left out: random normal, from the seed of the definition. */
  readonly data: Placed<DataSetting | FilesSetting> | undefined;
  /** Arrays in files have their channels last, as Keras has them; the shape above has them second all the same. */
  readonly channelsLast?: boolean;
}
