import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startBrowser } from './browser';
import { workbenchUrl } from './location';
import { outputFolder, root } from './paths';
import { startServer, type VscodeServer } from './server';
import { Workbench } from './workbench';

/** One VS Code with the packaged extension, in one browser page, shared by all tests of a run. */
export interface Session {
  readonly server: VscodeServer;
  readonly page: Page;
  readonly workbench: Workbench;
  /** A private copy of the examples: tests may write. */
  readonly workspace: string;
  /** Addresses outside this machine that the page asked for. */
  readonly outsideRequests: ReadonlySet<string>;
  /** Keeps a picture of VS Code, or of another page, in `out-test/screenshots`. */
  screenshot(name: string, of?: Page): Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly vsix: string;
  readonly floor?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Starts VS Code with the extension installed and opens the examples; resolves when the window is usable. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const server = await startServer(options);
  try {
    const workspace = join(server.folder, 'examples');
    cpSync(join(root, 'examples'), workspace, { recursive: true });
    const { browser, page } = await startBrowser({ width: 1760, height: 1040 });
    const outsideRequests = new Set<string>();
    page.on('request', (request) => {
      if (leavesThisMachine(request.url())) outsideRequests.add(request.url());
    });
    const workbench = new Workbench(page);
    await page.goto(workbenchUrl(server, workspace));
    await workbench.ready();
    return {
      server,
      page,
      workbench,
      workspace,
      outsideRequests,
      screenshot: async (name, of = page) => {
        const folder = join(outputFolder, 'screenshots');
        mkdirSync(folder, { recursive: true });
        await of.screenshot({ path: join(folder, `${name}.png`) });
      },
      close: async () => {
        await browser.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A webview's own files have addresses at vscode-cdn.net, which VS Code answers itself, inside the page. */
function leavesThisMachine(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  if (!/^(https?|wss?):$/.test(protocol)) return false;
  return hostname !== '127.0.0.1' && !hostname.endsWith('.vscode-resource.vscode-cdn.net');
}
