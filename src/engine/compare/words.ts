/** What is said of a comparison. */
import { gradientSymbol, grouped, plural } from '../gradcheck/sentence';
import type { LayerReport, NetworkSummary, TensorReport } from '../summary';
import type { Trace } from '../trace';
import { power } from '../gradcheck/verdict';
import { tolerancesFor, type Precision } from './precision';
import type { Reading } from './read';

export function comparisonSentence(
  layers: readonly LayerReport[],
  tensors: readonly TensorReport[],
  file: string,
): string {
  if (tensors.length === 0) return `No tensor of ${file} belongs to this network.`;
  const wrong = layers.find(({ verdict }) => verdict === 'wrong');
  if (!wrong) {
    if (tensors.some(({ unresolved }) => unresolved > 0)) return `What is wrong in ${file} cannot be placed.`;
    return `${tensors.length === 1 ? 'The one tensor' : `All ${grouped(tensors.length)} tensors`} of ${file} ${tensors.length === 1 ? 'is' : 'are'} right.`;
  }
  const [diagnosis] = wrong.diagnoses ?? [];
  const isForward = diagnosis?.tensor === 'output';
  if (diagnosis && (!isForward || diagnosis.mistakes.length > 0)) return diagnosis.sentence;
  const tensor = wrong.tensors.find(({ failed }) => failed > 0)!;
  const extent = `${grouped(tensor.failed)} of ${plural(tensor.checked, 'entry', 'entries')}`;
  if (tensor.target.kind === 'output' && tensor.name === 'output') {
    const seen = diagnosis && diagnosis.patterns.length > 0 ? `, ${diagnosis.short}` : '';
    return `The forward passes part at ${wrong.name}: its output differs in ${extent}${seen}.`;
  }
  return `${gradientSymbol(tensor.name)} of ${wrong.name} is wrong in ${extent}.`;
}

export function comparisonRule(precision: Precision): string {
  const { rtol, atol } = tolerancesFor(precision, 1);
  return (
    `your tensors against backpropagation in float64, each with the δ that you had where it is known · ` +
    `your numbers are ${precision}: wrong if |yours − right| exceeds ${power(rtol)} relative and ${power(atol)} of the tensor's largest`
  );
}

/** What explains a difference as a whole, or limits what was compared. */
export function notesOn(
  trace: Trace,
  { tensors }: Reading,
  summary: NetworkSummary,
  precision: Precision,
): readonly string[] {
  const notes: string[] = [];
  const loss = tensors.find(({ own }) => own.role === 'loss');
  if (loss && trace.loss) {
    const theirs = loss.tensor.data[0]!;
    const ours = trace.loss.value;
    const { rtol } = tolerancesFor(precision, 1);
    if (!(Math.abs(theirs - ours) <= rtol * Math.max(Math.abs(theirs), Math.abs(ours)))) {
      notes.push(lossNote(theirs, ours, summary.input.shape[0] ?? 1));
    }
  }
  if (!tensors.some(({ own }) => own.role === 'delta')) {
    notes.push('The dump holds no δ of a layer: a fault is placed by what it does to the gradients before it.');
  }
  return notes;
}

function lossNote(theirs: number, ours: number, samples: number): string {
  const said = `Your loss is ${Number(theirs.toPrecision(6))}, the engine's ${Number(ours.toPrecision(6))}`;
  const ratio = theirs / ours;
  if (samples > 1 && Math.abs(ratio - samples) < 1e-4 * samples)
    return `${said}: yours is summed over the batch, not averaged.`;
  if (samples > 1 && Math.abs(ratio * samples - 1) < 1e-4)
    return `${said}: yours is averaged over the batch, not summed.`;
  return `${said}: compare input, target, weights and mode first.`;
}
