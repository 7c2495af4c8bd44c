/** Verdicts in the words of lenses, status bar, hover and diagnostics. Pure. */
import type { LayerReport, RunReport, TensorReport } from '../engine/summary';
import { count, plural, relativeError, value } from './numbers';

/** What a layer's lens counts: its parameters' entries, or its inputs' where it has none. */
export function countedEntries(report: LayerReport): { checked: number; kinks: number; unresolved: number } {
  const parameters = report.tensors.filter(({ target }) => target.kind === 'gradient');
  const counted = parameters.length > 0 ? parameters : report.tensors;
  const sum = (pick: (tensor: TensorReport) => number) => counted.reduce((total, tensor) => total + pick(tensor), 0);
  return { checked: sum((t) => t.checked), kinks: sum((t) => t.kinks), unresolved: sum((t) => t.unresolved) };
}

/** `weight[2,0,1,1]` */
export const entryName = (tensor: string, index: readonly number[]): string => `${tensor}[${index.join(',')}]`;

export const largestError = (report: LayerReport): number =>
  Math.max(0, ...report.tensors.map(({ maxRelativeError }) => maxRelativeError));

export const failedTensors = (report: LayerReport): TensorReport[] =>
  report.tensors.filter(({ failed, endToEnd }) => failed > 0 || endToEnd.failed > 0);

/** The lens above a layer: `✓ 156 entries right`. */
export function layerVerdict(report: LayerReport): string {
  const { checked, kinks, unresolved } = countedEntries(report);
  switch (report.verdict) {
    case 'right':
      return `✓ ${plural(checked - kinks, 'entry', 'entries')} right${kinks > 0 ? ` · ${plural(kinks, 'kink')}` : ''}`;
    case 'wrong':
      return `✗ ${wrongTensor(report)}`;
    case 'unresolved':
      return `? ${plural(unresolved, 'entry', 'entries')} unresolved`;
    case 'unchecked':
      return '○ not checked';
  }
}

function wrongTensor(report: LayerReport): string {
  const [tensor] = failedTensors(report);
  const [diagnosis] = report.diagnoses ?? [];
  if (diagnosis) {
    const wrong = report.tensors.find(({ name }) => name === diagnosis.tensor);
    // Random projections are no entries.
    const isCounted = wrong !== undefined && wrong.checked > 0;
    const extent = isCounted ? ` in ${count(wrong.failed)} of ${plural(wrong.checked, 'entry', 'entries')}` : '';
    return `${diagnosis.tensor} wrong${extent}: ${diagnosis.short}`;
  }
  const broken = report.properties?.find(({ verdict }) => verdict === 'wrong');
  if (!tensor && broken) return broken.sentence;
  if (!tensor) return 'wrong';
  const { worst } = tensor;
  const extent =
    tensor.failed > 0
      ? `${count(tensor.failed)} of ${count(tensor.checked)} wrong`
      : `${count(tensor.endToEnd.failed)} of ${count(tensor.endToEnd.checked)} wrong end to end`;
  if (!worst) return `${tensor.name} · ${extent}`;
  const entry = entryName(tensor.name, worst.index);
  return `${entry} = ${value(worst.analytic)}, numeric ${value(worst.numeric)} · ${extent}`;
}

/** The sentence of the Problems view, one for each tensor that is wrong. */
export function wrongSentence(report: LayerReport, tensor: TensorReport): string {
  const symbol = tensor.target.kind === 'gradient' ? `∂C/∂${tensor.name}` : tensor.name;
  const extent =
    tensor.failed > 0
      ? `${count(tensor.failed)} of ${count(tensor.checked)} entries`
      : `${count(tensor.endToEnd.failed)} of ${count(tensor.endToEnd.checked)} entries when the whole network is differenced`;
  const sentence = `${symbol} of ${report.name} is wrong in ${extent}.`;
  if (!tensor.worst) return sentence;
  const { index, analytic, numeric } = tensor.worst;
  const entry = entryName(tensor.name, index);
  return `${sentence} The worst is ${entry}: ${value(analytic)} by backpropagation, ${value(numeric)} by differencing.`;
}

/** All that is wrong with a layer: the mistakes where they are known, else the tensors, and what no difference sees. */
export function wrongSentences(report: LayerReport): string[] {
  const diagnoses = report.diagnoses ?? [];
  const known = new Set(diagnoses.map(({ tensor }) => tensor));
  const others = failedTensors(report).filter(({ name }) => !known.has(name));
  const properties = (report.properties ?? []).filter(({ verdict }) => verdict === 'wrong');
  return [
    ...diagnoses.map(({ sentence }) => sentence),
    ...others.map((tensor) => wrongSentence(report, tensor)),
    // That the forward pass is another has been said, and which.
    ...properties
      .filter(({ property }) => property !== 'parity' || !known.has('output'))
      .map(({ sentence }) => sentence),
  ];
}

/** The lens on the first line: `✓ 61,706 right · max error 7.5e−10`. */
export function runVerdict(report: RunReport): string {
  const largest = report.worst ? ` · max error ${relativeError(report.worst.at.error)}` : '';
  switch (report.verdict) {
    case 'right': {
      const kinks = report.kinks > 0 ? ` · ${plural(report.kinks, 'kink')}` : '';
      return `✓ ${count(report.checked - report.kinks)} right${kinks}${largest}`;
    }
    case 'wrong':
      return `✗ ${wrongLayers(report)}`;
    case 'unresolved':
      return `? ${plural(report.unresolved, 'gradient')} unresolved`;
    case 'unchecked':
      return '○ not checked';
  }
}

function wrongLayers(report: RunReport): string {
  const wrong = report.layers.filter(({ verdict }) => verdict === 'wrong');
  const first = wrong.find(({ layer }) => layer === report.firstAtFault) ?? wrong[0];
  if (!first) return `${plural(report.failed, 'gradient')} wrong`;
  const [diagnosis] = first.diagnoses ?? [];
  const mistake = diagnosis && diagnosis.mistakes.length > 0 ? `: ${diagnosis.short}` : '';
  const which = wrong.length > 1 ? `${first.name} and ${count(wrong.length - 1)} more wrong` : `${first.name} is wrong`;
  return which + mistake;
}
