/** `gradlens explain FILE TENSOR[i,j,…]`: the terms whose sum is that entry. */
import type { Argv, ArgumentsCamelCase } from 'yargs';
import { explain as explainEntry } from '../engine/explain';
import type { TermSum } from '../engine/layer';
import type { EntryReply } from '../engine/reference';
import { passOver } from '../engine/trace';
import { withCommon, type CommonArguments } from './commonOptions';
import { badOption, type ExitCode } from './failure';
import { formatIndex, formatValue } from './numbers';
import { openDefinition } from './openDefinition';
import { parseEntry } from './tensorName';
import { formatTable, painterFor, type Cell, type Column } from './terminal';

export const explainOptions = (yargs: Argv) =>
  withCommon(yargs).positional('entry', {
    type: 'string',
    demandOption: true,
    describe: 'conv1.weight[0,0,1,1], conv1.output[…], conv1.delta[…] or input.grad[…]',
  });

export async function explain(args: ArgumentsCamelCase<CommonArguments & { entry: string }>): Promise<ExitCode> {
  const { summary, model } = await openDefinition(args);
  const request = parseEntry(args.entry, summary);
  let reply: EntryReply;
  try {
    reply = explainEntry({ trace: passOver(model), checks: new Map() }, request);
  } catch (failure) {
    if (failure instanceof RangeError) throw badOption(`${args.entry}: ${failure.message}`);
    throw failure;
  }
  const where = request.layer < 0 ? 'input' : summary.layers[request.layer]?.name;
  process.stdout.write(`${reply.symbol}${formatIndex(reply.index)} of ${where} = ${formatValue(reply.value)}\n`);
  process.stdout.write(reply.sum ? formatSum(reply.sum) : `${reply.reason}\n`);
  return 0;
}

function formatSum(sum: TermSum): string {
  const { indices, factors, plus, note } = sum;
  const general = factors.map(({ symbol, subscripts }) => symbol + formatSubscripts(subscripts));
  const sigma = indices.map(({ name, from, to }) => `Σ ${name}=${from}…${to} `).join('');
  const constant = plus ? ` + ${plus.symbol.symbol}${formatSubscripts(plus.symbol.subscripts)}` : '';
  const columns: Column[] = [
    ...indices.map(({ name }): Column => ({ title: name, align: 'right' })),
    ...factors.map(({ symbol }): Column => ({ title: symbol, align: 'right' })),
    { title: 'product', align: 'right' },
    { title: 'sum', align: 'right' },
  ];
  const table = formatTable(columns, rowsOf(sum), painterFor(process.stdout));
  return [`  = ${sigma}${general.join(' · ')}${constant}`, ...(note ? [`  ${note}`] : []), '', table, ''].join('\n');
}

const formatSubscripts = (subscripts: readonly string[]): string =>
  subscripts.length > 0 ? `[${subscripts.join(',')}]` : '';

/** A row for each term, with what has been summed so far; the bias, which is no term, comes last. */
function rowsOf({ indices, factors, terms, plus }: TermSum): Cell[][] {
  let running = 0;
  const rows = terms.map(({ at, factors: pair, product }): Cell[] => {
    running += product;
    return [
      ...at.map((position) => ({ text: String(position) })),
      ...pair.map(({ index, value }) => ({
        text: `${index.length > 0 ? `${formatIndex(index)} ` : ''}${formatValue(value)}`,
      })),
      { text: formatValue(product) },
      { text: formatValue(running) },
    ];
  });
  if (!plus) return rows;
  const { value, index } = plus.factor;
  const empty = Array.from({ length: indices.length + factors.length - 1 }, () => ({ text: '' }));
  const name = { text: `${plus.symbol.symbol}${formatIndex(index)}` };
  return [...rows, [...empty, name, { text: formatValue(value) }, { text: formatValue(running + value) }]];
}
