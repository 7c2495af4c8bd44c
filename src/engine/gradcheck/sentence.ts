/** Verdicts in words: one sentence, subject, verb, fact. */
import type { CheckMethod } from '../events';
import type { LayerReport, RunReport, TensorReport, Verdict } from '../summary';

export const grouped = (count: number): string => count.toLocaleString('en-US');
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** `∂C/∂W`, `∂C/∂b`, `dx`, `∂C/∂gamma` */
export function gradientSymbol(name: string): string {
  if (name === 'weight') return '∂C/∂W';
  if (name === 'bias') return '∂C/∂b';
  return /^dx\d*$/.test(name) ? name : `∂C/∂${name}`;
}

export function layerVerdict(tensors: readonly TensorReport[]): Verdict {
  if (tensors.some((tensor) => tensor.failed > 0)) return 'wrong';
  if (tensors.some((tensor) => tensor.unresolved > 0)) return 'unresolved';
  return tensors.some((tensor) => tensor.checked > 0 || tensor.projections) ? 'right' : 'unchecked';
}

type Counts = Pick<RunReport, 'checked' | 'failed' | 'kinks' | 'unresolved'>;

/** `subset` names the layers when not all were checked. */
export function sentence(
  verdict: Verdict,
  counts: Counts,
  layers: readonly LayerReport[],
  method: CheckMethod,
  subset: readonly string[] | undefined,
): string {
  const of = subset ? ` of ${subset.join(' and ')}` : '';
  if (verdict === 'wrong') return wrongSentence(layers);
  if (verdict === 'unchecked') return 'No gradient was checked.';
  if (verdict === 'unresolved') {
    const layer = layers.find((candidate) => candidate.tensors.some((tensor) => tensor.unresolved > 0))!;
    const tensor = layer.tensors.find((candidate) => candidate.unresolved > 0)!;
    const many = tensor.unresolved !== 1;
    const subject = `${plural(tensor.unresolved, 'entry', 'entries')} of ${gradientSymbol(tensor.name)} of ${layer.name}`;
    return `${subject} ${many ? 'are' : 'is'} unresolved: ${many ? 'their error bars are' : 'its error bar is'} wider than the difference.`;
  }
  if (method === 'fast') {
    const projections = layers.flatMap((layer) => layer.tensors).reduce((sum, { projections: n }) => sum + (n ?? 0), 0);
    return `${plural(projections, 'random projection')} of the gradients${of} agree; a projection can hide a wrong entry.`;
  }
  if (method === 'sample') {
    return `0 wrong in a sample of ${plural(counts.checked, 'entry', 'entries')}${of}.`;
  }
  if (counts.kinks > 0) {
    const lie = counts.kinks === 1 ? 'lies on a kink and agrees' : 'lie on a kink and agree';
    return `${grouped(counts.checked - counts.kinks)} gradients${of} are right; ${grouped(counts.kinks)} ${lie} with one side.`;
  }
  if (counts.checked === 1) return `The one gradient${of} is right.`;
  return `All ${grouped(counts.checked)} gradients${of} are right.`;
}

/** The first layer at fault, in forward order. */
function wrongSentence(layers: readonly LayerReport[]): string {
  const layer = [...layers].sort((a, b) => a.layer - b.layer).find(({ verdict }) => verdict === 'wrong')!;
  const [diagnosis] = layer.diagnoses ?? [];
  if (diagnosis) return diagnosis.sentence;
  const local = layer.tensors.find((tensor) => tensor.failed > 0);
  if (local) {
    const subject = `${gradientSymbol(local.name)} of ${layer.name}`;
    if (local.projections) return `${subject} is wrong along ${plural(local.failed, 'random projection')}.`;
    return `${subject} is wrong in ${grouped(local.failed)} of ${plural(local.checked, 'entry', 'entries')}.`;
  }
  const broken = layer.properties?.find(({ verdict }) => verdict === 'wrong');
  if (broken) return broken.sentence;
  const composed = layer.tensors.find((tensor) => tensor.endToEnd.failed > 0)!;
  const { failed, checked } = composed.endToEnd;
  return (
    `${gradientSymbol(composed.name)} of ${layer.name} is right on its own but wrong end to end ` +
    `in ${grouped(failed)} of ${grouped(checked)} entries.`
  );
}
