/** Three maps of one tensor that can be subtracted: mine − right = difference. Pure. */
import type { EntryTarget, TensorRef } from '../../../src/protocol';
import { index as indexText } from '../../numbers';
import { mapSpec, type MapSpec } from '../maps/mapSpec';

export type Side = 'mine' | 'right' | 'difference';
export const sides: readonly Side[] = ['mine', 'right', 'difference'];

/** What is compared. The three tensors have one shape. */
export interface Compared {
  readonly layer: number;
  readonly target: EntryTarget;
  /** `dx`, `∂C/∂W` */
  readonly name: string;
  readonly shape: readonly number[];
  readonly tensors: { readonly [S in Side]: TensorRef };
  /** Changes when the tensors do; undefined until they are there. */
  readonly stamp: string | undefined;
  /** Leading axes that are held fixed at the index's own. */
  readonly held: number;
}

export function compareSpecs(compared: Compared, index: readonly number[]): readonly MapSpec[] {
  const { layer, target, name, shape, tensors, stamp, held } = compared;
  const fixed = index.slice(0, held);
  // A lone sample goes without saying.
  const shown = indexText(target.kind !== 'gradient' ? fixed.slice(1) : fixed);
  return sides.map((side, column) =>
    mapSpec({
      id: side,
      kind: target.kind === 'gradient' ? 'gradient' : 'inputDelta',
      space: 'input',
      row: 'gradient',
      column: column as 0 | 1 | 2,
      fixed,
      shape,
      ref: tensors[side],
      stamp,
      title: { symbol: side, index: '', what: side === 'mine' ? `${name}${shown}` : '' },
      caption: '',
      spoken: `${side}, ${name}${fixed.length > 0 ? `, ${fixed.join(', ')}` : ''}`,
      opens: { layer, target },
    }),
  );
}

/** The tensors of a check, by their names. */
export function checkedTensors(layer: number, target: EntryTarget): Compared['tensors'] {
  const ref = (kind: Side): TensorRef => ({ layer, kind, of: target });
  return { mine: ref('mine'), right: ref('right'), difference: ref('difference') };
}
