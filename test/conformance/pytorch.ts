/** PyTorch itself, where it is installed: it answers cases that a test draws as it runs. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { PlainTensor } from './fixtures';

/** Debian's interpreter first: Debian's python3-torch is for it alone. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

/** The interpreter that has PyTorch. Without one, CI fails, and elsewhere the tests that need it are skipped. */
export function findPyTorch(): string | undefined {
  const found = PYTHONS.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
  if (found) return found;
  const install = 'PyTorch is not installed (Debian: apt-get install python3-torch)';
  if (process.env.CI) throw new Error(`${install}: what is drawn is not compared with anything.`);
  console.warn(`${install}: tests on drawn cases are skipped.`);
  return undefined;
}

export interface Request {
  readonly layers?: readonly object[];
  readonly losses?: readonly object[];
  readonly networks?: readonly object[];
}

export type Refusal = { readonly error: string };

/** Answers at the places of their cases, tensors unpacked. */
export interface Answers {
  readonly layers: readonly unknown[];
  readonly losses: readonly unknown[];
  readonly networks: readonly unknown[];
}

export function ask(python: string, request: Request): Answers {
  const { status, stdout, stderr } = spawnSync(python, [resolve('scripts/torchCases.py')], {
    input: JSON.stringify(request),
    maxBuffer: 2 ** 30,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`scripts/torchCases.py ended with ${status}: ${stderr}`);
  return JSON.parse(stdout, (_key, value: unknown) => (isPacked(value) ? unpacked(value) : value)) as Answers;
}

interface Packed {
  readonly shape: readonly number[];
  readonly bytes: string;
}

const isPacked = (value: unknown): value is Packed => typeof value === 'object' && value !== null && 'bytes' in value;

function unpacked({ shape, bytes }: Packed): PlainTensor {
  const { buffer, byteOffset, byteLength } = Uint8Array.from(Buffer.from(bytes, 'base64'));
  const data = Array.from(new Float64Array(buffer, byteOffset, byteLength / 8));
  return { shape, data };
}
