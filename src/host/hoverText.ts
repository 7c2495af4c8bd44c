/** What the hover on a layer says, in Markdown. Pure. */
import type { LayerReport, LayerSummary, ParameterSummary } from '../engine/summary';
import type { Shape } from '../engine/tensor';
import type { LayerDoc } from '../worker/protocol';
import { count, relativeError, shapeWithoutBatch, value } from './numbers';
import { shownOutput } from './shownShapes';
import { entryName, failedTensors, largestError, layerVerdict } from './verdictText';

export interface HoverParts {
  readonly layer: LayerSummary;
  readonly report: LayerReport | undefined;
  readonly doc: LayerDoc | undefined;
  /** Target of "Show in panel". */
  readonly panelLink: string;
  /** What it reads, in the file's own order of axes; as the engine has them when left out. */
  readonly inputs?: readonly Shape[];
  /** Below all: where the layer's network gets its input from. */
  readonly footer?: string;
}

export function layerHover({ layer, report, doc, panelLink, footer, inputs = layer.inputShapes }: HoverParts): string {
  const rows = numberRows(layer, inputs).map(
    ([label, number, why]) => `| ${label} | ${code(number)} | ${code(why ?? '')} |`,
  );
  const sections = [
    `**${escaped(layer.name)}** ${code(layer.signature)}`,
    layer.misfit ? `$(error) ${escaped(layer.misfit.message)}` : undefined,
    // An empty head: Markdown has no table without one.
    ['| | | |', '|:-|:-|:-|', ...rows].join('\n'),
    '---',
    `${verdictLine(report)} · [Show in panel](${panelLink})`,
    ...remedyLines(report),
    ...(doc ? ['---', escaped(doc.doc), formulas(doc)] : []),
    ...(footer === undefined ? [] : ['---', footer]),
  ];
  return sections.filter((section) => section !== undefined).join('\n\n');
}

type Row = readonly [label: string, number: string, why?: string];

function numberRows(layer: LayerSummary, inputs: readonly Shape[]): Row[] {
  const output = shownOutput(layer);
  const { outputHint, arithmetic, backwardArithmetic, parameters, receptiveField } = layer;
  const rows: Row[] = [['input', inputs.map(shapeWithoutBatch).join(' and ')]];
  rows.push(['output', output ? shapeWithoutBatch(output) : outputHint, arithmetic.join(', ')]);
  if (output && output.length > 1) rows.push(['with the batch', output.join('×')]);
  if (output) {
    const leaves = inputs.map(shapeWithoutBatch).join(' and ');
    const how = backwardArithmetic ? ` (${backwardArithmetic})` : '';
    rows.push(['δ arrives', shapeWithoutBatch(output), `leaves as ${leaves}${how}`]);
    rows.push(['parameters', count(layer.parameterCount), parameterSum(parameters)]);
    rows.push(['multiply-adds', count(layer.multiplyAdds)]);
  }
  if (receptiveField && receptiveField.length > 0) rows.push(['receptive field', receptiveField.join('×')]);
  return rows;
}

/** `= 16·6·5·5 + 16`; empty where there is nothing to add or multiply. */
function parameterSum(parameters: readonly ParameterSummary[]): string {
  const products = parameters.map(({ shape, layout }) => (layout?.shape ?? shape).join('·') || '1');
  return products.length > 0 ? `= ${products.join(' + ')}` : '';
}

function verdictLine(report: LayerReport | undefined): string {
  if (!report || report.verdict === 'unchecked') return '○ not checked';
  if (report.verdict === 'right') return `✓ right: largest relative error ${code(relativeError(largestError(report)))}`;
  const [diagnosis] = report.diagnoses ?? [];
  if (diagnosis) return `✗ ${escaped(diagnosis.sentence)}`;
  const worst = failedTensors(report)[0]?.worst;
  if (report.verdict === 'wrong' && worst) {
    const name = entryName(failedTensors(report)[0]!.name, worst.index);
    return `✗ wrong: relative error ${code(relativeError(worst.error))} at ${code(name)}`;
  }
  return escaped(layerVerdict(report));
}

/**
 * On `backward` of a layer of the user's own, below what the Problems view says of it. `where` is
 * `conv2 in lenet5.net.json`.
 */
export function userHover(report: LayerReport, where: string, panelLink: string): string {
  const [diagnosis] = report.diagnoses ?? [];
  const worst = report.tensors.find(({ name }) => name === diagnosis?.tensor)?.worst;
  return [
    report.verdict === 'wrong' ? undefined : verdictLine(report),
    worst && diagnosis
      ? `Worst entry ${code(entryName(diagnosis.tensor, worst.index))}: ${code(value(worst.analytic))}, right is ${code(value(worst.numeric))}.`
      : undefined,
    ...remedyLines(report),
    `GradLens: ${escaped(where)} · [Show in panel](${panelLink})`,
  ]
    .filter((section) => section !== undefined)
    .join('\n\n');
}

/** Why, what to write, and the right formula; where no known mistake matches, what can be seen. */
function remedyLines(report: LayerReport | undefined): string[] {
  const [diagnosis] = report?.diagnoses ?? [];
  if (!diagnosis) return [];
  const { remedy, patterns } = diagnosis;
  if (!remedy) return patterns.map(escaped);
  const yours = remedy.edit?.yours.split('\n') ?? [];
  const right = remedy.edit?.right.split('\n') ?? [];
  return [
    escaped(remedy.why),
    ...right.map((line, at) => `Write ${code(line)} in place of ${code(yours[at] ?? '')}.`),
    ['```text', remedy.formula, '```'].join('\n'),
  ];
}

/** As code, a formula a line; a layer's several are set apart by wide gaps. */
const formulas = ({ formula }: LayerDoc): string =>
  ['```text', ...[formula.forward, formula.backward].flatMap((line) => line.split(/ {3,}/)), '```'].join('\n');

/** In a table a bar would end the cell, so it is a look-alike there: |W| is written with U+2223. */
export const code = (text: string): string =>
  text === '' ? '' : `\`${text.replaceAll('`', "'").replaceAll('|', '\u2223')}\``;

export const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>#|~$]/g, '\\$&');
