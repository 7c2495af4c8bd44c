/** Windows of adaptive pools: output cell k takes the cells ⌊k·in/out⌋ … ⌈(k + 1)·in/out⌉ − 1, as PyTorch's do. */
import type { Window } from '../../layer';
import type { PairOrNull } from '../../options';
import type { Shape } from '../../tensor';

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface AdaptiveWindows {
  readonly rows: readonly Stretch[];
  readonly columns: readonly Stretch[];
  readonly arithmetic: readonly string[];
  /** Where both axes divide evenly, the windows are those of an ordinary pool. */
  readonly window?: Window;
}

function stretches(input: number, output: number): Stretch[] {
  return Array.from({ length: output }, (_, at) => ({
    from: Math.floor((at * input) / output),
    to: Math.ceil(((at + 1) * input) / output) - 1,
  }));
}

/** `null` keeps the size of the input. */
export function adaptiveWindows(input: Shape, size: PairOrNull): AdaptiveWindows {
  const [height, width] = input.slice(2) as [number, number];
  const [outputRows, outputColumns] = [size[0] ?? height, size[1] ?? width];
  const kernel = [height / outputRows, width / outputColumns];
  const [one, none] = [
    [1, 1],
    [0, 0],
  ];
  return {
    rows: stretches(height, outputRows),
    columns: stretches(width, outputColumns),
    arithmetic: [`H: ${height} → ${outputRows}`, `W: ${width} → ${outputColumns}`],
    ...(kernel.every(Number.isInteger) && { window: { kernel, stride: kernel, dilation: one, padding: none } }),
  };
}
