// Finds a Chrome or Chromium for the browser tests, and gets one where there is none. Says on stdout what it does.
// As a program: prints the path of the browser's executable.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const carrierFolder = path.join(root, 'test/browser');

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const places = [
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * @typedef {object} FoundBrowser
 * @property {string} executable absolute path
 * @property {Record<string, string>} environment variables that this browser needs in addition
 */

/**
 * In this order: `CHROME` from the environment, the system's browser, Debian's package (as root), an npm package that
 * carries a Chromium. `GRADLENS_BROWSER=npm` goes to the last one at once.
 * @returns {FoundBrowser}
 * @throws {Error} when there is none and none can be had
 */
export function findBrowser() {
  const chosen = process.env.CHROME;
  if (chosen) {
    if (!fs.existsSync(chosen)) throw new Error(`CHROME names ${chosen}, which does not exist.`);
    return { executable: chosen, environment: {} };
  }
  if (process.env.GRADLENS_BROWSER !== 'npm') {
    const executable = systemBrowser() ?? debianBrowser();
    if (executable) return { executable, environment: {} };
  }
  return carriedBrowser();
}

/** @returns {string | undefined} */
function systemBrowser() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, ...places].find((file) => fs.existsSync(file));
}

/** Installs Debian's or Ubuntu's package. Only root can; Ubuntu's is an empty shell around a snap, hence the try-out. */
function debianBrowser() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !works('apt-get', ['--version'])) return undefined;
  console.log('No Chrome or Chromium found: installing the package chromium with apt-get.');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const installed =
    works('apt-get', ['update', '-qq'], env) &&
    works('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], env);
  const executable = installed ? systemBrowser() : undefined;
  if (executable && works(executable, ['--version'])) return executable;
  console.log('apt-get could not provide a working chromium.');
  return undefined;
}

/**
 * The Chromium that an npm package carries; it is built for linux-x64.
 * @returns {FoundBrowser}
 */
function carriedBrowser() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chrome or Chromium found. Install one, or name it in the environment variable CHROME.');
  }
  const packageFolder = path.join(carrierFolder, 'node_modules/@sparticuz/chromium');
  if (!fs.existsSync(packageFolder)) {
    console.log('No Chrome or Chromium found: installing the npm package @sparticuz/chromium, which carries one.');
    if (!works('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], process.env, carrierFolder)) {
      throw new Error('No Chrome or Chromium found, and the npm package that carries one could not be installed.');
    }
  }
  const unpacked = path.join(carrierFolder, 'node_modules/unpacked');
  const executable = path.join(unpacked, 'chromium');
  if (!fs.existsSync(executable)) unpack(path.join(packageFolder, 'bin'), unpacked, executable);
  console.log(`Using the Chromium of the npm package @sparticuz/chromium: ${path.relative(root, executable)}.`);
  // It brings the shared libraries and the fonts that a bare machine lacks.
  const libraries = [path.join(unpacked, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { executable, environment: { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: unpacked } };
}

/**
 * The package's own unpacking writes to fixed names in the system's temporary folder; this one stays in its own.
 * @param {string} packed folder of the brotli files
 * @param {string} target
 * @param {string} executable written last: it marks the folder as complete
 */
function unpack(packed, target, executable) {
  fs.mkdirSync(target, { recursive: true });
  for (const archive of ['al2023', 'fonts']) {
    const tar = brotliDecompressSync(fs.readFileSync(path.join(packed, `${archive}.tar.br`)));
    const extraction = spawnSync('tar', ['-x', '-C', target], { input: tar, stdio: ['pipe', 'ignore', 'inherit'] });
    if (extraction.status !== 0) throw new Error(`tar could not unpack the ${archive} of @sparticuz/chromium.`);
  }
  // The fonts.conf in the archive names folders of the machine that the package was made for.
  const folders = [path.join(target, 'fonts'), '/usr/share/fonts'].map((folder) => `<dir>${folder}</dir>`).join('');
  const cache = `<cachedir>${path.join(target, 'fonts-cache')}</cachedir>`;
  fs.writeFileSync(
    path.join(target, 'fonts.conf'),
    `<?xml version="1.0"?>\n<fontconfig>${folders}${cache}</fontconfig>\n`,
  );
  fs.writeFileSync(`${executable}.part`, brotliDecompressSync(fs.readFileSync(path.join(packed, 'chromium.br'))));
  fs.chmodSync(`${executable}.part`, 0o755);
  fs.renameSync(`${executable}.part`, executable);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [cwd]
 */
function works(command, args, env = process.env, cwd = root) {
  return spawnSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(findBrowser().executable);
}
