/** A comparison's report as a table for people: a line for each tensor that was read, then the sentence and its evidence. */
import type { LayerReport, NetworkSummary, RunReport, TensorReport } from '../engine/summary';
import { marks } from './checkTable';
import { formatDiagnoses } from './diagnosisText';
import { formatCount, formatError, formatIndex } from './numbers';
import { formatTable, type Cell, type Column, type Paint } from './terminal';

const columns: readonly Column[] = [
  { title: 'layer' },
  { title: 'gradient' },
  { title: 'yours' },
  { title: 'read' },
  { title: 'entries', align: 'right' },
  { title: 'verdict' },
  { title: 'max error', align: 'right' },
  { title: 'worst entry' },
];

export function formatComparison(report: RunReport, summary: NetworkSummary, paint: Paint): string {
  const rows = report.layers.flatMap((layer) => layer.tensors.map((tensor) => row(layer, tensor, report, summary)));
  const { mark, style } = marks[report.verdict];
  const { unread, notes } = report.comparison!;
  return [
    formatTable(columns, rows, paint),
    '',
    paint(style, `${mark} ${report.sentence}`),
    ...formatDiagnoses(report.layers, report.sentence, paint),
    ...notes.map((note) => `  ${note}`),
    ...unread.map(({ given, reason }) => paint('dim', `  not read: ${given}: ${reason}.`)),
    paint('dim', `  ${report.rule}`),
  ].join('\n');
}

function row(layer: LayerReport, tensor: TensorReport, { comparison }: RunReport, summary: NetworkSummary): Cell[] {
  const read = comparison!.read.find(({ own }) => own === keyOf(layer, tensor, summary));
  const verdict = tensor.failed > 0 ? 'wrong' : tensor.unresolved > 0 ? 'unresolved' : 'right';
  const { mark, style } = marks[verdict];
  const how = read?.how === 'order' ? 'by number' : read?.how === 'shape' ? 'by shape' : '';
  return [
    { text: layer.name },
    { text: tensor.name },
    { text: read?.given ?? '' },
    { text: [how, read?.layout].filter(Boolean).join(', '), style: 'dim' },
    { text: formatCount(tensor.checked) },
    { text: `${mark} ${verdict}${tensor.failed > 0 ? `, ${formatCount(tensor.failed)}` : ''}`, style },
    { text: formatError(tensor.maxRelativeError) },
    { text: tensor.worst ? formatIndex(tensor.worst.index) : '', style: 'dim' },
  ];
}

/** The name under which `gradlens gradients` writes a tensor: dx of a layer is δ of the one that it reads. */
function keyOf(layer: LayerReport, { name, target }: TensorReport, summary: NetworkSummary): string {
  const { layers } = summary;
  if (target.kind === 'gradient') {
    const own = layers[layer.layer]!.parameters.find((parameter) => parameter.name === target.parameter);
    return `${own?.key ?? name}.grad`;
  }
  if (target.kind === 'output') return `${layer.name}.${name}`;
  const source = layer.layer === layers.length ? layers.length - 1 : layers[layer.layer]!.inputs[target.input]!;
  return source < 0 ? 'input.grad' : `${layers[source]!.name}.delta`;
}
