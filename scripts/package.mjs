// npm run package: builds for production and writes gradlens-<version>.vsix.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeOrExit, root } from './run.mjs';

/**
 * Ends the process when the build or the packaging fails.
 * @returns {string} absolute path of the .vsix
 */
export function packageExtension() {
  nodeOrExit('esbuild.js', '--production');
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const vsix = path.join(root, `gradlens-${version}.vsix`);
  // Everything is bundled: no dependency travels as a folder.
  nodeOrExit('node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--out', vsix);
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) packageExtension();
