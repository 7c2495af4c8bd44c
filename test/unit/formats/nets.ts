import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Definition, Overrides } from '../../../src/formats/definition';
import { readDefinition } from '../../../src/formats/read';
import { readBytes } from '../../../src/worker/nodeReader';

export const netsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.net.json'))
    .map((name) => `${folder}/${name}`);

export const readNet = (path: string, overrides?: Overrides): Promise<Definition> =>
  readText(readFileSync(path, 'utf8'), path, overrides);

/** Reads a text as if it stood in the file `path`. */
export const readText = (text: string, path: string, overrides?: Overrides): Promise<Definition> =>
  readDefinition({ path: resolve(path), text }, { read: readBytes }, overrides);

/** `line:col–line:col severity: message`, counted from 1. */
export function listProblems({ problems }: Definition): string[] {
  return problems.map(({ range, severity, message, layer, option }) => {
    const { startLine, startColumn, endLine, endColumn } = range;
    const at = `${startLine + 1}:${startColumn + 1}–${endLine + 1}:${endColumn + 1}`;
    const blamed = layer === undefined ? '' : ` (layer ${layer}${option === undefined ? '' : `, ${option}`})`;
    return `${at} ${severity}${blamed}: ${message}`;
  });
}
