/** `gradlens check FILE`: compares every gradient with a numeric derivative. */
import { writeFile } from 'node:fs/promises';
import type { Argv, ArgumentsCamelCase, InferredOptionTypes } from 'yargs';
import { checkDocument } from './checkJson';
import { formatCheck, formatHeading } from './checkTable';
import { chooseLayers } from './chooseLayers';
import { withCommon, type CommonArguments } from './commonOptions';
import { badOption, CliFailure, type ExitCode } from './failure';
import { junitDocument } from './junit';
import { sarifDocument } from './sarif';
import { readAndReport, ready } from './openDefinition';
import { writeHtmlReport } from './htmlReport';
import { methods, runToEnd } from './runToEnd';
import { painterFor } from './terminal';

const options = {
  method: {
    choices: methods,
    requiresArg: true,
    describe:
      'every entry, random projections, or a sample; without it every entry, of a network where that takes minutes a sample',
  },
  layer: {
    type: 'string',
    array: true,
    requiresArg: true,
    nargs: 1,
    describe: 'check this layer only; may be repeated',
  },
  rtol: { type: 'number', requiresArg: true, describe: 'relative error that is right in any case' },
  atol: { type: 'number', requiresArg: true, describe: 'absolute difference that is right in any case' },
  html: { type: 'string', requiresArg: true, describe: 'write the panel with this run as a page of its own' },
  junit: { type: 'string', requiresArg: true, describe: 'write a JUnit report, for CI servers' },
  sarif: { type: 'string', requiresArg: true, describe: 'write a SARIF report, for code hosts' },
  json: { type: 'boolean', describe: 'print the report as JSON' },
} as const;

export type CheckArguments = CommonArguments & InferredOptionTypes<typeof options>;

export const checkOptions = (yargs: Argv) => withCommon(yargs.options(options));

export async function check(args: ArgumentsCamelCase<CheckArguments>): Promise<ExitCode> {
  for (const name of ['rtol', 'atol'] as const) {
    const value = args[name];
    if (value !== undefined && !(value >= 0)) throw badOption(`--${name} must be a number ≥ 0.`);
  }
  const { method, rtol, atol } = args;
  const opened = await readAndReport(args);
  const layers = opened.summary && chooseLayers(opened.summary, args.layer);
  // Of a file with a problem the page shows everything up to it.
  if (args.html !== undefined) await writeHtmlReport(args.html, opened, { method, layers, rtol, atol });
  const definition = ready(opened);
  const { summary } = definition;
  const heading = (): boolean => args.json || process.stdout.write(`${formatHeading(summary)}\n\n`);
  const report = await runToEnd(definition, { method, layers, rtol, atol }, heading);
  const text = args.json
    ? checkDocument(args.file, report, summary)
    : formatCheck(report, summary, painterFor(process.stdout));
  if (args.junit !== undefined) await writeReport(args.junit, junitDocument(args.file, report, summary));
  if (args.sarif !== undefined) await writeReport(args.sarif, sarifDocument(args.file, report, summary));
  process.stdout.write(`${text}\n`);
  return report.verdict === 'right' ? 0 : 1;
}

async function writeReport(to: string, text: string): Promise<void> {
  try {
    await writeFile(to, text);
  } catch (failure) {
    throw new CliFailure(`gradlens: error: ${to} cannot be written: ${(failure as Error).message}`);
  }
}
