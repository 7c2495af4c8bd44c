/** `gradlens compare FILE --against DUMP`: somebody's own gradients against the engine's. */
import { resolve } from 'node:path';
import type { Argv, ArgumentsCamelCase } from 'yargs';
import { readDump } from '../formats/dump';
import { checkDocument } from './checkJson';
import { formatHeading } from './checkTable';
import { withCommon, type CommonArguments } from './commonOptions';
import { formatComparison } from './compareTable';
import { CliFailure, type ExitCode } from './failure';
import { openDefinition, readBytes } from './openDefinition';
import { runToEnd } from './runToEnd';
import { painterFor } from './terminal';

export const compareOptions = (yargs: Argv) =>
  withCommon(
    yargs
      .option('against', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'your gradients: .npz, .npy, .safetensors or .json',
      })
      .option('json', { type: 'boolean', describe: 'print the report as JSON' }),
  );

type CompareArguments = CommonArguments & { against: string; json: boolean | undefined };

export async function compare(args: ArgumentsCamelCase<CompareArguments>): Promise<ExitCode> {
  const definition = await openDefinition(args);
  const path = resolve(args.against).replaceAll('\\', '/');
  const dump = await readDump(path, { read: readBytes });
  if (!dump.ok) throw new CliFailure(`gradlens: error: ${dump.message}`);
  const { summary } = definition;
  const heading = (): boolean => args.json || process.stdout.write(`${formatHeading(summary)}\n\n`);
  const report = await runToEnd(definition, { against: dump.value }, heading);
  const text = args.json
    ? checkDocument(args.file, report, summary)
    : formatComparison(report, summary, painterFor(process.stdout));
  process.stdout.write(`${text}\n`);
  return report.verdict === 'right' ? 0 : 1;
}
