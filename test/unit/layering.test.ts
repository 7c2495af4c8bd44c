import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules, violationsOf } from './support/layering';

const sources = ['src', 'webview']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file));

describe('who may import whom', () => {
  it('holds in every source', () => {
    expect(sources.flatMap((file) => violationsOf(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each(rules.map(({ part }) => part))('finds sources in %s', (part) => {
    expect(sources.filter((file) => file.startsWith(part))).not.toHaveLength(0);
  });

  it.each([
    ['src/engine/trace.ts', "import { readFileSync } from 'node:fs';"],
    ['src/engine/trace.ts', "import type { Stats } from 'fs';"],
    ['src/engine/trace.ts', "import type { DefinitionFile } from '../formats/definition';"],
    ['src/engine/layers/conv2d.ts', "import { unzipSync } from 'fflate';"],
    ['src/formats/netJson/read.ts', "import { workerData } from 'node:worker_threads';"],
    ['src/formats/netJson/read.ts', "export { run } from '../../worker/session';"],
    ['src/protocol.ts', "export { tensor } from './engine/tensor';"],
    ['src/worker/session.ts', "import { window } from 'vscode';"],
    ['src/worker/session.ts', "const { window } = require('vscode');"],
    ['src/cli/check.ts', "const host = await import('../host/panel');"],
    ['src/host/panel.ts', "import { shapeOf } from '../engine/tensor';"],
    ['src/host/panel.ts', "import { type Shape, sizeOf } from '../engine/tensor';"],
    ['src/host/panel.ts', "import '../engine/registry';"],
    ['webview/store.ts', "import type { Shape } from '../src/engine/tensor';"],
    ['webview/store.ts', "let shape: import('../src/engine/tensor').Shape;"],
    ['webview/store.ts', "import path from 'path';"],
    ['src/elsewhere/new.ts', "import './x';"],
  ])('finds the violation planted in %s: %s', (file, text) => {
    expect(violationsOf(file, text)).toHaveLength(1);
  });

  it.each([
    ['src/host/panel.ts', "import { type Shape, type Tensor } from '../engine/tensor';"],
    ['src/host/panel.ts', "import * as vscode from 'vscode';"],
    ['src/protocol.ts', "export type * from './engine/summary';"],
    ['webview/store.ts', "import type { PanelSnapshot } from '../src/protocol';"],
    ['src/worker/nodePort.ts', "import { parentPort } from 'node:worker_threads';"],
  ])('lets pass in %s: %s', (file, text) => {
    expect(violationsOf(file, text)).toEqual([]);
  });
});
