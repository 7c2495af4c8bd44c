// npm run vscode: serves a real VS Code with the extension installed and a copy of the examples opened.
// Ctrl-C stops it. `-- --port 8123` chooses the port.
import fs from 'node:fs';
import path from 'node:path';
import { remoteUri, workbenchUrl } from '../test/harness/location';
import { startServer } from '../test/harness/server';
import { packageExtension } from './package.mjs';
import { root } from './run.mjs';
import { setupVscode } from './setupVscode.mjs';

const portOption = process.argv.indexOf('--port');
const port = portOption < 0 ? undefined : Number(process.argv[portOption + 1]);
if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
  console.error('--port needs a number from 1 to 65535.');
  process.exit(2);
}

setupVscode();
const server = await startServer({ vsix: packageExtension(), port });
const examples = path.join(server.folder, 'examples');
fs.cpSync(path.join(root, 'examples'), examples, { recursive: true });
const lenet = remoteUri(server, path.join(examples, 'lenet5.net.json'));
console.log(
  `\nVS Code with GradLens and a copy of the examples:\n${workbenchUrl(server, examples, [['openFile', lenet]])}`,
);
console.log('\nPress Ctrl-C to stop it.');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, async () => {
    await server.stop();
    process.exit(0);
  });
}
