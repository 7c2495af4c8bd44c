/** A gradcheck's report as the one document of `--json`. */
import type { NetworkSummary, RunReport, TensorReport } from '../engine/summary';

/** Lines count from 1. NaN and ±∞, which JSON has not, become texts. */
export function checkDocument(file: string, report: RunReport, summary: NetworkSummary): string {
  const { verdict, sentence, rule, loss, elapsedMs } = report;
  const layers = report.layers.map(({ layer, name, type, verdict: own, diagnoses, properties, tensors }) => {
    const range = summary.layers[layer] ? summary.layers[layer].range : summary.loss.range;
    return {
      name,
      type,
      ...(range ? { line: range.startLine + 1 } : {}),
      verdict: own,
      ...(diagnoses?.[0] ? { diagnosis: diagnoses[0].sentence, diagnoses } : {}),
      ...(properties ? { properties } : {}),
      tensors: tensors.map(tensorOf),
    };
  });
  const { comparison } = report;
  const document = {
    file,
    network: summary.name,
    loss,
    verdict,
    sentence,
    rule,
    layers,
    ...(comparison ? { comparison } : {}),
    elapsedMs,
  };
  return JSON.stringify(document, (_key, value: unknown) => (isUnspeakable(value) ? String(value) : value), 2);
}

const isUnspeakable = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);

function tensorOf(tensor: TensorReport): object {
  const { name, shape, entries, checked, failed, kinks, unresolved, maxRelativeError, worst } = tensor;
  const { index, analytic, numeric, error, uncertainty } = worst ?? {};
  return {
    name,
    shape,
    entries,
    checked,
    failed,
    kinks,
    unresolved,
    maxRelativeError,
    ...(worst ? { worst: { index, analytic, numeric, error, uncertainty } } : {}),
    endToEnd: tensor.endToEnd,
  };
}
