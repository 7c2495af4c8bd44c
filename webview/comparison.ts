/** What is said of a run that compares somebody's own gradients, in place of a check. Pure. */
import type { ComparisonReport, LayerReport, NetworkSummary, TensorReport } from '../src/protocol';
import { gradientName } from './diagnosis';
import type { State } from './store';

export function comparisonOf({ run }: State): ComparisonReport | undefined {
  return run?.report?.comparison;
}

/** The dump holds tensors of this layer: they have maps beside the right ones, right or wrong. */
export function isCompared(state: State, layer: number | undefined): boolean {
  const report = state.run?.verdicts[layer ?? -1];
  return comparisonOf(state) !== undefined && (report?.tensors.length ?? 0) > 0;
}

/** A tensor of a layer, and which of theirs was taken for it. */
export interface ReadRow {
  /** `conv2/kernel` */
  readonly given: string;
  /** `∂C/∂W`, `dx` */
  readonly name: string;
  /** `by name` */
  readonly how: string;
  /** `H,W,I,O`, or `as ours`. */
  readonly layout: string;
}

const hows: { readonly [H in ComparisonReport['read'][number]['how']]: string } = {
  name: 'by name',
  order: 'by its number',
  shape: 'by shape alone',
};

export function readRows({ read }: ComparisonReport, report: LayerReport, network: NetworkSummary): readonly ReadRow[] {
  return report.tensors.flatMap((tensor) => {
    const own = keyOf(report, tensor, network);
    const found = read.find((one) => one.own === own);
    if (found === undefined) return [];
    const { given, how, layout = 'as ours' } = found;
    return [{ given, name: gradientName(tensor), how: hows[how], layout }];
  });
}

/** The name under which a run writes a tensor: dx of a layer is δ of the one that it reads. */
function keyOf({ layer, name: layerName }: LayerReport, { name, target }: TensorReport, network: NetworkSummary) {
  const { layers } = network;
  if (target.kind === 'gradient') {
    const own = layers[layer]?.parameters.find((parameter) => parameter.name === target.parameter);
    return `${own?.key ?? name}.grad`;
  }
  if (target.kind === 'output') return `${layerName}.${name}`;
  const source = layer === layers.length ? layers.length - 1 : (layers[layer]?.inputs[target.input] ?? -1);
  return source < 0 ? 'input.grad' : `${layers[source]!.name}.delta`;
}
