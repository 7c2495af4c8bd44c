/** A gradcheck's report as a table for people: a line per layer, then the sentence and the rule. */
import type { LayerReport, NetworkSummary, RunReport, TensorReport, Verdict } from '../engine/summary';
import { formatShape } from '../engine/tensor';
import { formatDiagnoses } from './diagnosisText';
import { formatCount, formatError, formatIndex } from './numbers';
import { formatTable, type Cell, type Column, type Paint, type Style } from './terminal';

export const marks: { readonly [V in Verdict]: { readonly mark: string; readonly style: Style } } = {
  right: { mark: '✓', style: 'green' },
  wrong: { mark: '✗', style: 'red' },
  unresolved: { mark: '?', style: 'yellow' },
  unchecked: { mark: '–', style: 'dim' },
};

const columns: readonly Column[] = [
  { title: 'layer' },
  { title: 'type' },
  { title: 'output', align: 'right' },
  { title: 'entries', align: 'right' },
  { title: 'verdict' },
  { title: 'max error', align: 'right' },
  { title: 'worst entry' },
];

/** What is checked, in one line: printed before the run. */
export function formatHeading(summary: NetworkSummary): string {
  const { name, input, target, loss, parameterCount } = summary;
  const parts = [
    `${formatCount(parameterCount)} parameters`,
    `input ${formatShape(input.shape)} (${input.label})`,
    target.startsWith('target') ? target : `target ${target}`,
    loss.description ? `${loss.type}(${loss.description})` : loss.type,
  ];
  return `${name}: ${parts.join(' · ')}`;
}

export function formatCheck(report: RunReport, summary: NetworkSummary, paint: Paint): string {
  const rows = report.layers.map((layer) => layerRow(layer, summary));
  const { mark, style } = marks[report.verdict];
  return [
    formatTable(columns, rows, paint),
    '',
    paint(style, `${mark} ${report.sentence}`),
    ...sampledOf(report).map((line) => `  ${line}`),
    ...report.layers.flatMap(broken).flatMap((sentence) => (sentence === report.sentence ? [] : [`  ${sentence}`])),
    ...formatDiagnoses(report.layers, report.sentence, paint),
    paint('dim', `  ${report.rule}`),
    paint('dim', `  loss ${formatLoss(report.loss)} · ${(report.elapsedMs / 1000).toFixed(2)} s`),
  ].join('\n');
}

/** A sample says what it is a sample of, and how to check the rest. */
function sampledOf({ layers }: RunReport): string[] {
  const tensors = layers.flatMap((layer) => layer.tensors).filter(({ checked }) => checked > 0);
  const checked = tensors.reduce((sum, tensor) => sum + tensor.checked, 0);
  const entries = tensors.reduce((sum, tensor) => sum + tensor.entries, 0);
  if (checked === entries) return [];
  const counts = `${formatCount(checked)} of ${formatCount(entries)}`;
  return [`${counts} entries of all gradients were checked, dx too. For every entry: --method exhaustive`];
}

/** What was found besides wrong entries. */
function broken({ properties = [] }: LayerReport): string[] {
  return properties.filter(({ verdict }) => verdict === 'wrong').map(({ sentence }) => sentence);
}

const formatLoss = (loss: number): string => String(Number(loss.toPrecision(9))).replace('-', '−');

function layerRow(layer: LayerReport, summary: NetworkSummary): Cell[] {
  const { name, type, verdict, tensors } = layer;
  const output = summary.layers[layer.layer]?.output;
  const checked = tensors.reduce((sum, tensor) => sum + tensor.checked, 0);
  const projections = tensors.reduce((sum, tensor) => sum + (tensor.projections ?? 0), 0);
  const worst = worstTensor(tensors);
  const { mark, style } = marks[verdict];
  return [
    { text: name },
    { text: type, style: 'dim' },
    { text: output ? formatShape(output.slice(1)) : '' },
    { text: checked > 0 || projections === 0 ? formatCount(checked) : `${projections} projections` },
    { text: `${mark} ${verdict}${formatKinks(tensors)}`, style },
    { text: worst ? formatError(worst.maxRelativeError) : '' },
    { text: worst?.worst ? `${worst.name}${formatIndex(worst.worst.index)}` : '', style: 'dim' },
  ];
}

function formatKinks(tensors: readonly TensorReport[]): string {
  const kinks = tensors.reduce((sum, tensor) => sum + tensor.kinks, 0);
  return kinks === 0 ? '' : `, ${formatCount(kinks)} ${kinks === 1 ? 'kink' : 'kinks'}`;
}

/** A wrong tensor before a right one, then the larger error. */
function worstTensor(tensors: readonly TensorReport[]): TensorReport | undefined {
  const rank = (tensor: TensorReport): number => (tensor.failed > 0 ? 1 : 0);
  return [...tensors].sort((a, b) => rank(b) - rank(a) || b.maxRelativeError - a.maxRelativeError)[0];
}
