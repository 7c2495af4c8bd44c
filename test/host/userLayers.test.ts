import * as assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { closeAll, gradLens, lenses, openText, positionOf, problems, replace, SOUND, until } from './support';

const RIGHT = '(delta, { output }) => delta.data.map((d, k) => d * (1 - output.data[k] ** 2))';
const code = (backward = RIGHT): string =>
  `// The hyperbolic tangent, by hand.\nexport const like = 'Tanh';\n\nexport const backward = ${backward};\n`;
const wrong = code(RIGHT.replace('1 -', '1 +'));

/** A network and its layer's code, both open, in a folder of their own; the code is in front. */
async function open(text: string): Promise<{ network: vscode.TextDocument; file: vscode.TextDocument }> {
  const folder = randomUUID();
  const file = await openText(text, `${folder}/my-tanh.ts`);
  const layer = SOUND.replace('{ "type": "Tanh" }', '{ "name": "mine", "type": "./my-tanh.ts" }');
  const network = await openText(layer, `${folder}/own.net.json`);
  await vscode.window.showTextDocument(file, vscode.ViewColumn.One);
  return { network, file };
}

const check = (network: vscode.TextDocument) => vscode.commands.executeCommand('gradlens.check', network.uri);

async function verdict(network: vscode.TextDocument) {
  const { documents } = await gradLens();
  return documents.get(network.uri)?.currentRun?.report?.verdict;
}

const texts = (found: readonly vscode.Diagnostic[]): string[] =>
  found.map(({ range, message }) => `${range.start.line + 1}:${range.start.character + 1} ${message}`);

describe("a layer of one's own", () => {
  afterEach(async () => {
    await vscode.workspace.getConfiguration('gradlens.userCode').update('timeLimit', undefined, true);
    await closeAll();
  });

  it('has its lenses above the layer and above backward, and its mistake under backward', async () => {
    const { network, file } = await open(wrong);
    await until(async () => (await lenses(file)).length > 0);
    assert.deepEqual(await lenses(file), ['4: Check gradient', '4: Show']);
    await check(network);
    assert.equal(await verdict(network), 'wrong');
    const [first, ...others] = await until(async () => {
      const found = (await lenses(file)).filter((title) => title.startsWith('4: '));
      return found.length === 3 && found;
    });
    assert.match(first!, /^4: ✗ dx/);
    assert.deepEqual(others, ['4: Check gradient', '4: Show']);
    const above = (await lenses(network)).filter((title) => title.startsWith('9: '));
    assert.match(above[0]!, /^9: ✗ dx/);
    const [problem] = await until(() => problems(file).length > 0 && problems(file));
    assert.match(problem!.message, /^dx of mine .*/);
    assert.equal(problem!.relatedInformation?.[0]?.message, 'mine in own.net.json');
    assert.equal(file.getText(problem!.range), 'backward');
  });

  it('says on hover whose it is', async () => {
    const { network, file } = await open(wrong);
    await check(network);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      file.uri,
      positionOf(file, 'backward', 2),
    );
    const text = hovers.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value)).join();
    assert.match(text, /GradLens: mine in own\\?\.net\\?\.json · \[Show in panel\]\(command:gradlens\.openPanel/);
  });

  it('is checked again when its unsaved text changes, if it had been checked', async () => {
    const { network, file } = await open(wrong);
    await check(network);
    assert.equal(await verdict(network), 'wrong');
    await replace(file, '1 +', '1 -');
    assert.ok(file.isDirty);
    await until(async () => (await verdict(network)) === 'right');
    assert.deepEqual(problems(file), []);
    await replace(file, '1 -', '2 -');
    await until(async () => (await verdict(network)) === 'wrong');
  });

  it('with a syntax error is a problem in both files, until it is mended', async () => {
    const { network, file } = await open(code());
    await check(network);
    await replace(file, '(delta', '((delta');
    await until(() => problems(file).length > 0 && problems(network).length > 0);
    assert.match(texts(problems(file))[0]!, /^\d+:\d+ Syntax error: /);
    assert.match(texts(problems(network))[0]!, /^9:\d+ my-tanh\.ts:\d+:\d+: Syntax error: /);
    await replace(file, '((delta', '(delta');
    await until(async () => (await verdict(network)) === 'right');
    assert.deepEqual([...problems(file), ...problems(network)], []);
  });

  it('that throws is a problem at its line', async () => {
    const { network, file } = await open(code('(delta) => delta.missing.data'));
    await check(network);
    await until(() => problems(file).length > 0);
    assert.deepEqual(texts(problems(file)), [
      "4:50 backward of my-tanh.ts throws TypeError: Cannot read properties of undefined (reading 'data').",
    ]);
  });

  it('that never comes back is stopped; another network goes on', async () => {
    await vscode.workspace.getConfiguration('gradlens.userCode').update('timeLimit', 0.5, true);
    const { documents } = await gradLens();
    const { network, file } = await open(code('() => { for (;;); }'));
    await check(network);
    const run = documents.get(network.uri)?.currentRun;
    assert.equal(run?.phase, 'failed');
    assert.equal(run?.message, 'backward of my-tanh.ts did not return within 0.5 s.');
    await until(() => problems(file).length > 0);
    assert.equal(file.getText(problems(file)[0]!.range), 'backward');
    const other = await openText(SOUND);
    await vscode.commands.executeCommand('gradlens.check', other.uri);
    assert.equal(await verdict(other), 'right');
    await replace(file, '() => { for (;;); }', RIGHT);
    await until(async () => (await verdict(network)) === 'right');
  });

  it('that does not even load is stopped once, and loaded again when it has changed', async () => {
    await vscode.workspace.getConfiguration('gradlens.userCode').update('timeLimit', 0.5, true);
    const { network, file } = await open(`while (true);\n${code()}`);
    await until(() => problems(network).length > 0);
    assert.match(problems(network)[0]!.message, /The top level of my-tanh\.ts did not return within 0\.5 s\./);
    await replace(file, 'while (true);\n', '');
    await until(() => problems(network).length === 0);
    await check(network);
    assert.equal(await verdict(network), 'right');
  });

  it('opened without its network has its lenses all the same', async () => {
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const inFolder = (name: string) => vscode.Uri.joinPath(folder, 'unopened', name);
    const network = SOUND.replace('{ "type": "Tanh" }', '{ "type": "./lonely.ts" }');
    await vscode.workspace.fs.writeFile(inFolder('lonely.net.json'), new TextEncoder().encode(network));
    const file = await openText(code(), 'unopened/lonely.ts');
    await until(async () => (await lenses(file)).length > 0);
    assert.deepEqual(await lenses(file), ['4: Check gradient', '4: Show']);
  }).timeout(60_000);

  it("is its source: the panel's link opens it at backward", async () => {
    const { documents, panels } = await gradLens();
    const { network, file } = await open(code());
    const panel = await panels.open(network.uri);
    await until(() => documents.get(network.uri)?.current?.network?.layers[1]?.source !== undefined);
    await vscode.window.showTextDocument(network, vscode.ViewColumn.One);
    // As the page does it.
    await (panel as unknown as { obey(command: object): Promise<void> }).obey({ type: 'openSource', layer: 1 });
    const active = () => vscode.window.activeTextEditor;
    await until(() => active()?.document.uri.toString() === file.uri.toString());
    assert.equal(active()?.selection.active.line, 3);
  });
});
