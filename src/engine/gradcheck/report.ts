/** From what was found to reports: per layer, and for the run. */
import type { CheckMethod } from '../events';
import type { LayerReport, NetworkSummary, PropertyReport, RunReport, Verdict } from '../summary';
import type { LayerCheck } from './layerCheck';
import { layerVerdict, sentence } from './sentence';
import { reportTensor } from './tensorCheck';

/**
 * A layer's verdict is about the layer alone. End-to-end disagreement counts only where every layer after it was
 * checked and found right: otherwise the fault is theirs.
 */
export function reportLayer(
  check: LayerCheck,
  summary: NetworkSummary,
  later: readonly LayerReport[],
  properties?: readonly PropertyReport[],
): LayerReport {
  const tensors = check.tensors.map(reportTensor);
  const { layer } = check;
  const { name, type } = summary.layers[layer] ?? { name: 'loss', type: summary.loss.type };
  const own = properties?.some(({ verdict }) => verdict === 'wrong') ? 'wrong' : layerVerdict(tensors);
  const allLaterRight =
    later.length === summary.layers.length - layer && later.every(({ verdict }) => verdict === 'right');
  const composed = tensors.some((tensor) => tensor.endToEnd.failed > 0);
  const verdict: Verdict = own === 'right' && composed && allLaterRight ? 'wrong' : own;
  return { layer, name, type, verdict, tensors, ...(properties ? { properties } : {}) };
}

/** The whole run in one document. `chosen` are the layers that were asked for; all when undefined. */
export function reportRun(
  summary: NetworkSummary,
  loss: number,
  reports: readonly LayerReport[],
  chosen: readonly number[] | undefined,
  method: CheckMethod,
  rule: string,
  elapsedMs: number,
): RunReport {
  const layers = [...reports].sort((a, b) => a.layer - b.layer);
  const wrong = layers.find(({ verdict }) => verdict === 'wrong');
  const has = (verdict: Verdict) => layers.some((layer) => layer.verdict === verdict);
  const verdict: Verdict = wrong
    ? 'wrong'
    : has('unresolved')
      ? 'unresolved'
      : layers.length > 0
        ? 'right'
        : 'unchecked';
  const headline = headlineTensors(layers, chosen !== undefined, summary.layers.length);
  const sum = (pick: (tensor: LayerReport['tensors'][number]) => number) =>
    headline.reduce((total, tensor) => total + pick(tensor), 0);
  const counts = {
    checked: sum(({ checked }) => checked),
    failed: layers.reduce((total, { tensors }) => total + tensors.reduce((n, { failed }) => n + failed, 0), 0),
    kinks: sum(({ kinks }) => kinks),
    unresolved: layers.reduce(
      (total, { tensors }) => total + tensors.reduce((n, tensor) => n + tensor.unresolved, 0),
      0,
    ),
  };
  const subset = chosen?.map((layer) => summary.layers[layer]?.name ?? 'loss');
  return {
    verdict,
    sentence: sentence(verdict, counts, layers, method, subset),
    rule,
    loss,
    layers,
    ...counts,
    worst: worstOf(wrong ? [wrong] : layers),
    firstAtFault: wrong?.layer,
    elapsedMs,
  };
}

/** What the sentence counts: parameters; the inputs of a network, or of chosen layers, that have none. */
function headlineTensors(layers: readonly LayerReport[], perLayer: boolean, loss: number): LayerReport['tensors'] {
  const parameters = (layer: LayerReport) => layer.tensors.filter(({ target }) => target.kind === 'gradient');
  if (perLayer) return layers.flatMap((layer) => (parameters(layer).length > 0 ? parameters(layer) : layer.tensors));
  const all = layers.flatMap(parameters);
  return all.length > 0 ? all : layers.filter(({ layer }) => layer !== loss).flatMap(({ tensors }) => tensors);
}

function worstOf(layers: readonly LayerReport[]): RunReport['worst'] {
  let worst: RunReport['worst'];
  for (const { layer, tensors } of layers) {
    for (const { name, worst: at } of tensors) {
      if (!at) continue;
      const isWrong = at.verdict === 'wrong';
      const wasWrong = worst?.at.verdict === 'wrong';
      if (!worst || (isWrong && !wasWrong) || (isWrong === wasWrong && at.error > worst.at.error)) {
        worst = { layer, tensor: name, at };
      }
    }
  }
  return worst;
}
