// How long a map takes to be painted, in the same browser as the panel; prints, asserts nothing.
//   node test/webview/harness/redraw.mjs
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { chromium } from 'playwright-core';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const { outputFiles } = await esbuild.build({
  entryPoints: [path.join(root, 'test/webview/harness/redraw.ts')],
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2022',
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();
page.on('console', (message) => console.log(message.text()));
await page.addScriptTag({ content: outputFiles[0].text });
await browser.close();
