// Builds everything that runs: the extension, its worker, the command line, the report and the panel.
//   node esbuild.js                 with source maps, into dist/
//   node esbuild.js --production    minified, without source maps: what the .vsix and the command line ship
//   node esbuild.js --watch         again after every change, with lines that VS Code's problem matcher reads
//   node esbuild.js --tests         the extension-host tests, into out-test/host/
//   node esbuild.js --generate      what is derived from the layers: the JSON Schema, the tables of the documentation
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: __dirname,
  bundle: true,
  minify: production,
  sourcemap: !production,
  legalComments: 'none',
  logLevel: 'silent',
};

/**
 * `main` of jsonc-parser is UMD, whose own requires esbuild cannot follow; its `module` is what can be bundled.
 * @type {import('esbuild').BuildOptions}
 */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['vscode'],
};

/** @type {import('esbuild').BuildOptions} */
const browser = {
  ...common,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

/** @typedef {Omit<import('esbuild').BuildOptions, 'entryPoints'> & { entryPoints: string[] }} Bundle */

/**
 * One for each file of dist/.
 * @type {Bundle[]}
 */
const bundles = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js' },
  { ...node, entryPoints: ['src/worker/nodeWorker.ts'], outfile: 'dist/worker.js' },
  { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', ...executable() },
  // The report is one HTML file, so its fonts travel inside its style sheet.
  { ...browser, entryPoints: ['src/report/main.ts'], outfile: 'dist/report.js', loader: { '.ttf': 'dataurl' } },
  {
    ...browser,
    entryPoints: ['webview/main.tsx'],
    outfile: 'dist/webview.js',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

/** The command line starts with a `#!` line. yargs asks for `import.meta.url`, which CommonJS does not have. */
function executable() {
  return {
    banner: { js: "#!/usr/bin/env node\nconst importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'importMetaUrl' },
  };
}

let running = 0;

/**
 * Says when the first of the builds starts and the last one ends, and prints errors as `file:line:column`, for the
 * problem matcher in tasks.json.
 * @type {import('esbuild').Plugin}
 */
const problemMatcher = {
  name: 'problem-matcher',
  setup(build) {
    build.onStart(() => {
      if (running++ === 0) console.log('[watch] build started');
    });
    build.onEnd((result) => {
      print(result);
      if (--running === 0) console.log('[watch] build finished');
    });
  },
};

/** @param {{ errors: import('esbuild').Message[], warnings: import('esbuild').Message[] }} result */
function print({ errors, warnings }) {
  for (const message of errors) console.error(`${placeOf(message)}error: ${message.text}`);
  for (const message of warnings) console.error(`${placeOf(message)}warning: ${message.text}`);
}

/** @param {import('esbuild').Message} message */
function placeOf({ location }) {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ` : '';
}

/**
 * Tests stay apart, one file each; mocha is taken from node_modules so that they all meet the same one.
 * @returns {Bundle[]}
 */
function testBundles() {
  const folder = path.join(__dirname, 'test/host');
  const entryPoints = fs.readdirSync(folder).filter((file) => file === 'index.ts' || file.endsWith('.test.ts'));
  return [
    {
      ...node,
      entryPoints: entryPoints.map((file) => path.join('test/host', file)),
      outdir: 'out-test/host',
      external: ['vscode', 'mocha'],
    },
  ];
}

async function main() {
  if (process.argv.includes('--generate')) {
    const run = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/generate.ts'], {
      cwd: __dirname,
      stdio: 'inherit',
    });
    process.exit(run.status ?? 1);
  }
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all(
      bundles.map((bundle) => esbuild.context({ ...bundle, plugins: [problemMatcher] })),
    );
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const tests = process.argv.includes('--tests');
  const output = path.join(__dirname, tests ? 'out-test/host' : 'dist');
  if (production || tests) fs.rmSync(output, { recursive: true, force: true });
  await buildAll(tests ? testBundles() : bundles);
  if (!tests) fs.chmodSync(path.join(output, 'cli.js'), 0o755);
}

/** @param {Bundle[]} wanted */
async function buildAll(wanted) {
  const results = await Promise.allSettled(wanted.map((bundle) => esbuild.build(bundle)));
  for (const result of results) print(result.status === 'fulfilled' ? result.value : result.reason);
  if (results.some((result) => result.status === 'rejected')) process.exit(1);
}

// A test builds single bundles of the list.
module.exports = { bundles };

if (require.main === module) {
  main().catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
