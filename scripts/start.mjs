// npm start: builds, gradient-checks LeNet-5 on a real digit, writes the extension and a page of its heatmaps.
import fs from 'node:fs';
import path from 'node:path';
import { packageExtension } from './package.mjs';
import { nodeOrExit, root } from './run.mjs';

const example = 'examples/lenet5.net.json';
const page = 'out/lenet5.html';

const vsix = path.relative(root, packageExtension());
console.log(`\nChecking every gradient of ${example}:\n`);
fs.mkdirSync(path.join(root, path.dirname(page)), { recursive: true });
nodeOrExit('dist/cli.js', 'check', example, '--html', page);

console.log(`
${page} shows the heatmaps of this run: open it in a browser.
${vsix} is the extension. Go on with one of these:
  code --install-extension ${vsix}     installs it into your VS Code
  npm run vscode                                   serves a VS Code with it and the examples in your browser`);
