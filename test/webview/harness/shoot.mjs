// Draws the panel in a browser without VS Code, fed by the real engine, and keeps a picture of each scene.
//   node test/webview/harness/shoot.mjs OUT [SCENE]…      all scenes when none is named
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import { scenes } from './scenes.mjs';
import { themes } from './themes.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../../..');

async function bundle(entry) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'dataurl' },
    logLevel: 'error',
  });
  const text = (end) => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return { js: text('.js'), css: text('.css') };
}

const [out = 'out', ...wanted] = process.argv.slice(2);
fs.mkdirSync(out, { recursive: true });
const host = await bundle('test/webview/harness/host.ts');
const panel = await bundle('webview/main.tsx');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

for (const [name, scene] of Object.entries(scenes)) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
  const { theme = 'dark', width = 1100, height = 1036, scale = 1.5, steps = async () => {}, ...data } = scene;
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
  page.on('pageerror', (error) => console.error(`${name}: ${error.stack}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`));
  const { kind, variables } = themes[theme];
  const style = Object.entries(variables).map(([key, value]) => `--vscode-${key}: ${value};`);
  // Scripts stand in the page itself: the toolkit reads the theme once, when the page has loaded.
  const inline = (js) => `<script>${js.replaceAll('</script', '<\\/script')}</script>`;
  await page.setContent(
    `<!DOCTYPE html><html style="${style.join(' ').replaceAll('"', "'")}"><head><style>${panel.css}</style></head>` +
      `<body class="${kind}" data-vscode-theme-kind="${kind}"><div id="app"></div>` +
      `${inline(`globalThis.scene = ${JSON.stringify(data)}`)}${inline(host.js)}${inline(panel.js)}</body></html>`,
  );
  await page.waitForSelector('.banner');
  if (data.check && data.holdAt === undefined)
    await page.waitForSelector('.banner:not(.running, .unchecked)', { timeout: 120_000 });
  await page.waitForTimeout(data.holdAt === undefined ? 400 : 2500);
  await steps(page);
  await page.screenshot({ path: path.join(out, `${name}.png`), fullPage: false });
  console.log(`${path.join(out, name)}.png`);
  await page.close();
}
await browser.close();
