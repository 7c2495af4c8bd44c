import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { installedVscode, removeFolder, temporaryFolder, type VscodeInstallation } from './paths';
import { quietSettings } from './settings';

export interface ServerOptions {
  /** The oldest VS Code that `engines.vscode` admits, in place of the current one. */
  readonly floor?: boolean;
  /** Lets a URL name an extension in development and a test suite. VS Code ignores such a URL without it. */
  readonly extensionTests?: boolean;
  /** A packaged extension to install first. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A free port is taken when this is left out. */
  readonly port?: number;
}

/** A running VS Code, served to browsers on this machine only. */
export interface VscodeServer {
  readonly url: string;
  readonly authority: string;
  /** The run's own folder, removed by `stop`: user data, extensions, logs. */
  readonly folder: string;
  readLog(): string;
  stop(): Promise<void>;
}

/** Starts VS Code's own server with folders, settings and a home directory of its own. */
export async function startServer(options: ServerOptions = {}): Promise<VscodeServer> {
  const vscode = installedVscode(options.floor ?? false);
  const folder = temporaryFolder();
  const environment = { ...isolatedEnvironment(folder, vscode), ...options.environment };
  const folders = prepareFolders(folder, { ...quietSettings, ...options.settings });
  if (options.vsix !== undefined) installExtension(vscode, folders, options.vsix, environment);

  const port = options.port ?? (await freePort());
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  const child = spawn(
    vscode.node,
    [
      vscode.serverScript,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...['--disable-workspace-trust', '--disable-websocket-compression'],
      ...(options.extensionTests ? ['--enable-smoke-test-driver'] : []),
      ...folders,
    ],
    { env: environment, stdio: ['ignore', log, log], detached: true },
  );
  const url = `http://127.0.0.1:${port}`;
  const server: VscodeServer = {
    url,
    authority: `127.0.0.1:${port}`,
    folder,
    readLog: () => readFileSync(logFile, 'utf8'),
    stop: async () => {
      await stopGroup(child);
      closeSync(log);
      removeFolder(folder);
    },
  };
  await untilItAnswers(url, child, server).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return server;
}

/** The variables of this process without those that steer Node or VS Code; no marketplace, every path in `folder`. */
function isolatedEnvironment(folder: string, vscode: VscodeInstallation): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|npm_|NODE_OPTIONS$|ELECTRON_RUN_AS_NODE$)/.test(name),
  );
  const temporary = join(folder, 't');
  const xdg = join(folder, 'xdg');
  mkdirSync(temporary);
  return {
    ...Object.fromEntries(inherited),
    HOME: folder,
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    XDG_CACHE_HOME: xdg,
    XDG_CONFIG_HOME: xdg,
    XDG_DATA_HOME: xdg,
    PATH: `${dirname(vscode.node)}:${process.env.PATH ?? ''}`,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

/** Creates the folders with the settings and returns the arguments that name them. */
function prepareFolders(folder: string, settings: Readonly<Record<string, unknown>>): string[] {
  const userData = join(folder, 'user');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(settings, undefined, 2));
  const extensions = join(folder, 'extensions');
  mkdirSync(extensions);
  return ['--user-data-dir', userData, '--extensions-dir', extensions, '--server-data-dir', join(folder, 'server')];
}

function installExtension(vscode: VscodeInstallation, folders: string[], vsix: string, env: NodeJS.ProcessEnv): void {
  const installation = spawnSync(
    vscode.node,
    [vscode.serverScript, ...folders, '--accept-server-license-terms', '--install-extension', vsix, '--force'],
    { env, encoding: 'utf8' },
  );
  if (installation.status !== 0 || !installation.stdout.includes('successfully installed')) {
    throw new Error(`VS Code did not install ${vsix}: ${installation.stdout}${installation.stderr}`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function untilItAnswers(url: string, child: ChildProcess, server: VscodeServer): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`VS Code ended with ${child.exitCode}:\n${server.readLog()}`);
    const status = await fetch(url, { redirect: 'manual' }).then(
      (response) => response.status,
      () => 0,
    );
    if (status > 0 && status < 500) return;
    if (Date.now() > deadline) throw new Error(`VS Code did not answer within a minute:\n${server.readLog()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ends the server with its extension hosts: they share its process group. */
async function stopGroup(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGTERM');
  if (child.exitCode === null && child.signalCode === null) {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
  }
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}
