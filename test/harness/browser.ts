import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/findBrowser.mjs';

export interface OpenBrowser {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
}

/**
 * Without a GPU: Chromium's software GPU draws 2D canvases an order of magnitude slower than no GPU at all.
 * Without a sandbox: it needs a kernel feature that containers lack, and only this machine's pages are opened.
 */
const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless Chromium with one page. */
export async function startBrowser(viewport = { width: 1400, height: 900 }): Promise<OpenBrowser> {
  const found = findBrowser();
  const browser = await chromium.launch({
    executablePath: found.executable,
    headless: true,
    args: browserArguments,
    env: { ...process.env, ...found.environment } as Record<string, string>,
  });
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  return { browser, context, page: await context.newPage() };
}
