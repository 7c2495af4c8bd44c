/** Layers that only give their input another shape: the numbers stay in row-major order. */
import { defineLayer, type DoesNotFit, type Layer, type Reject, type Sample } from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import type { Shape } from '../../tensor';
import { copyAs, fitsAs, mappingProbe, mappingTerms } from './mapping';

export interface Reshaping<S extends OptionSpecs> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
  hint?(options: OptionsOf<S>): string;
  /** The shape that the output has, and the arithmetic behind it. */
  plan(input: Shape, options: OptionsOf<S>): { readonly output: Shape; readonly arithmetic?: string } | DoesNotFit;
}

export function defineReshaping<S extends OptionSpecs>({ plan, ...rest }: Reshaping<S>): Layer {
  const outputOf = (input: Shape, options: OptionsOf<S>): Shape => {
    const made = plan(input, options);
    return 'ok' in made ? input : made.output;
  };
  return defineLayer({
    ...rest,
    parameters: {},
    affine: true,
    shape([input], options) {
      const made = plan(input!, options);
      if ('ok' in made) return made;
      return fitsAs(made.output, made.arithmetic === undefined ? [] : [made.arithmetic]);
    },
    forward: ([input], _parameters, options) => ({
      output: copyAs(input!, outputOf(input!.shape, options)),
      saved: { shape: input!.shape },
    }),
    backward: (delta, { shape }) => ({ inputs: [copyAs(delta, shape)], parameters: {} }),
    probe: ([input]) => mappingProbe(input!),
    terms: mappingTerms,
  });
}
