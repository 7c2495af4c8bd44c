/** `--html F`: the panel on this run as one page that needs nothing else. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { reportPage, type ReportData } from '../formats/reportPage';
import { badOption, CliFailure } from './failure';
import type { OpenedDefinition } from './openDefinition';

type RunSettings = Pick<ReportData, 'method' | 'layers' | 'rtol' | 'atol'>;

/** Throws a CliFailure where the page cannot be written. */
export async function writeHtmlReport(to: string, opened: OpenedDefinition, settings: RunSettings): Promise<void> {
  const { path, text } = opened.file;
  const files = Object.fromEntries(
    [...opened.files].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  );
  const data: ReportData = { path, text, overrides: opened.overrides, files, ...settings };
  const title = `${opened.summary?.name ?? basename(path)}: GradLens`;
  const page = reportPage(data, title, await bundled('report.js'), await bundled('report.css'));
  try {
    await writeFile(to, page);
  } catch (failure) {
    throw new CliFailure(`gradlens: error: ${to} cannot be written: ${(failure as Error).message}`);
  }
}

/** The page's bundle lies beside the command line's own; run from its sources, in dist/. */
async function bundled(name: string): Promise<string> {
  const folder = [__dirname, join(__dirname, '../../dist')].find((candidate) => existsSync(join(candidate, name)));
  if (folder === undefined) throw badOption(`--html needs dist/${name}; run npm run build first.`);
  return readFile(join(folder, name), 'utf8');
}
