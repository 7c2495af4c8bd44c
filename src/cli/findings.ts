/** What a run has found wrong or could not resolve, one statement for each tensor or property: for reports to other tools. */
import { gradientSymbol, plural } from '../engine/gradcheck/sentence';
import type { LayerReport, NetworkSummary, RunReport, TensorReport } from '../engine/summary';
import { formatIndex } from './numbers';

export interface Finding {
  readonly kind: 'wrong-gradient' | 'broken-property' | 'unresolved-gradient';
  readonly layer: LayerReport;
  /** `∂C/∂W`, `dx`, `determinism` */
  readonly subject: string;
  readonly sentence: string;
  /** The worst entry in numbers. */
  readonly detail: string;
  /** Line of the definition, from 1. */
  readonly line: number | undefined;
}

export function findingsOf(report: RunReport, summary: NetworkSummary): Finding[] {
  return report.layers.flatMap((layer) => {
    const range = summary.layers[layer.layer] ? summary.layers[layer.layer]!.range : summary.loss.range;
    const line = range && range.startLine + 1;
    const tensors = layer.tensors.flatMap((tensor) => findingOf(layer, tensor, line));
    const properties = (layer.properties ?? []).filter(({ verdict }) => verdict === 'wrong');
    const forward = layer.diagnoses?.find(({ tensor, mistakes }) => tensor === 'output' && mistakes.length > 0);
    const broken = properties.map(({ property, sentence }): Finding => {
      const named = property === 'parity' && forward ? forward.sentence : sentence;
      return { kind: 'broken-property', layer, subject: property, sentence: named, detail: '', line };
    });
    return [...tensors, ...broken];
  });
}

function findingOf(layer: LayerReport, tensor: TensorReport, line: number | undefined): Finding[] {
  const { failed, checked, unresolved, endToEnd } = tensor;
  const subject = gradientSymbol(tensor.name);
  const common = { layer, subject, detail: worstEntry(tensor), line };
  const diagnosis = layer.diagnoses?.find(({ tensor: name }) => name === tensor.name);
  if (failed > 0) {
    const plain = `${subject} of ${layer.name} is wrong in ${failed} of ${plural(checked, 'entry', 'entries')}.`;
    return [{ ...common, kind: 'wrong-gradient', sentence: diagnosis?.sentence ?? plain }];
  }
  // Of a layer that is right itself the fault came with δ.
  if (endToEnd.failed > 0 && layer.verdict === 'wrong') {
    const extent = `${endToEnd.failed} of ${plural(endToEnd.checked, 'entry', 'entries')}`;
    const sentence = `${subject} of ${layer.name} is wrong in ${extent} when the whole network is differenced.`;
    return [{ ...common, kind: 'wrong-gradient', sentence }];
  }
  if (unresolved === 0) return [];
  const sentence = `${plural(unresolved, 'entry', 'entries')} of ${subject} of ${layer.name} cannot be resolved.`;
  return [{ ...common, kind: 'unresolved-gradient', sentence }];
}

function worstEntry({ name, worst }: TensorReport): string {
  if (!worst) return '';
  const { index, analytic, numeric, uncertainty } = worst;
  return `${name}${formatIndex(index)}: ${analytic} by backpropagation, ${numeric} ± ${uncertainty} by differencing`;
}
