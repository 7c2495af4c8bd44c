/** `gradlens shapes FILE`: the layers with output shape, parameters, multiply-adds and receptive field. */
import type { Argv, ArgumentsCamelCase } from 'yargs';
import type { LayerSummary } from '../engine/summary';
import { formatShape } from '../engine/tensor';
import { withCommon, type CommonArguments } from './commonOptions';
import type { ExitCode } from './failure';
import { formatCount } from './numbers';
import { hasErrors, readAndReport } from './openDefinition';
import { formatTable, painterFor, type Cell, type Column } from './terminal';

const columns: readonly Column[] = [
  { title: 'layer' },
  { title: 'type' },
  { title: 'output', align: 'right' },
  { title: 'parameters', align: 'right' },
  { title: 'multiply-adds', align: 'right' },
  { title: 'receptive field', align: 'right' },
];

export const shapesOptions = (yargs: Argv) => withCommon(yargs);

/** Of a file with a problem, prints the layers as far as they are known. */
export async function shapes(args: ArgumentsCamelCase<CommonArguments>): Promise<ExitCode> {
  const definition = await readAndReport(args);
  const { summary } = definition;
  if (summary) {
    const { layers, input } = summary;
    const total = (pick: (layer: LayerSummary) => number): string =>
      formatCount(layers.reduce((sum, layer) => sum + pick(layer), 0));
    const rows = [
      [{ text: 'input' }, { text: input.label }, { text: formatShape(input.shape) }],
      ...layers.map(layerRow),
      [
        { text: 'total' },
        { text: '' },
        { text: '' },
        { text: total(({ parameterCount }) => parameterCount) },
        { text: total(({ multiplyAdds }) => multiplyAdds) },
      ],
    ];
    process.stdout.write(`${formatTable(columns, rows, painterFor(process.stdout))}\n`);
  }
  return hasErrors(definition) ? 2 : 0;
}

function layerRow({ name, type, output, outputHint, ...layer }: LayerSummary): Cell[] {
  const fits = output !== undefined;
  return [
    { text: name },
    { text: type },
    { text: fits ? formatShape(output) : outputHint },
    { text: fits ? formatCount(layer.parameterCount) : '' },
    { text: fits ? formatCount(layer.multiplyAdds) : '' },
    { text: layer.receptiveField ? formatShape(layer.receptiveField) : '' },
  ];
}
