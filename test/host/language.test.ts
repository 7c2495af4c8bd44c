import * as assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { closeAll, gradLens, lenses, MISFIT, openText, positionOf, problems, replace, SOUND, until } from './support';

async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

async function completionsAt(document: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

describe('a network definition', () => {
  afterEach(closeAll);

  it('is JSON with comments', async () => {
    const document = await openText(SOUND);
    assert.equal(document.languageId, 'jsonc');
    await until(async () => (await hoverAt(document, positionOf(document, '"kernel_size"', 3))) !== '');
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('offers layer types and their options', async () => {
    const document = await openText(SOUND.replace('"type": "Tanh"', '"type": ""').replace('"out_features": 4', '""'));
    const types = await until(async () => {
      const found = await completionsAt(document, positionOf(document, '"type": ""', 9));
      return found.some((label) => label.includes('Conv2d')) && found;
    });
    for (const type of ['Conv2d', 'MaxPool2d', 'Linear', 'ReLU']) {
      assert.ok(
        types.some((label) => label.replaceAll('"', '') === type),
        `${type} in ${types.join()}`,
      );
    }
    const options = await completionsAt(document, positionOf(document, '"Linear", ""', 11));
    assert.ok(
      options.some((label) => label.replaceAll('"', '') === 'out_features'),
      options.join(),
    );
    assert.ok(!options.some((label) => label.includes('kernel_size')), options.join());
  });
});

describe('the hover of a layer', () => {
  afterEach(closeAll);

  it('gives its shapes with the arithmetic, its parameters and its cost', async () => {
    const document = await openText(SOUND);
    const text = await hoverAt(document, positionOf(document, '"conv"', 2));
    for (const part of [
      '**conv** `Conv2d(2, 3, kernel_size=(2, 3), stride=(2, 1))`',
      '| output | `3×2×4` |',
      '⌊(5 + 0 − 2)/2⌋ + 1 = 2',
      '| parameters | `39` | `= 3·2·2·3 + 3` |',
      '| δ arrives | `3×2×4` | `leaves as 2×5×6',
      // 2 samples × 3 filters × 8 positions × 12 taps
      '| multiply-adds | `576` |',
      '| receptive field | `2×3` |',
      '○ not checked',
      'Show in panel',
    ]) {
      assert.ok(text.includes(part), `${part} in\n${text}`);
    }
  });

  it('ends with the verdict once there is one', async () => {
    const document = await openText(SOUND);
    await vscode.commands.executeCommand('gradlens.check', document.uri);
    const text = await hoverAt(document, positionOf(document, '"fc"', 2));
    assert.match(text, /✓ right: largest relative error `[^`]+` · \[Show in panel\]\(command:gradlens\.openPanel\?/);
  });

  it('leaves options to the schema', async () => {
    const document = await openText(SOUND);
    const text = await hoverAt(document, positionOf(document, '"kernel_size"', 3));
    assert.ok(!text.includes('Show in panel'), text);
    assert.ok(!(await hoverAt(document, positionOf(document, '"loss"', 2))).includes('Show in panel'));
  });
});

/** A NumPy file of zeros: version 1.0, float64, row-major. */
function npy(shape: readonly number[]): Uint8Array {
  const entries = shape.reduce((product, extent) => product * extent, 1);
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n';
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([head, Buffer.from(header), Buffer.alloc(entries * 8)]);
}

describe('problems', () => {
  afterEach(closeAll);

  it('stand exactly where they are, all of them, and vanish when they are mended', async () => {
    const document = await openText(
      SOUND.replace('"stride": [2, 1]', '"strid": [2, 1]').replace('"Flatten"', '"Flaten"'),
    );
    const found = await until(() => problems(document).length > 0 && problems(document));
    const places = found.map(({ range, message }) => `${document.getText(range)}: ${message}`);
    assert.ok(
      places.some((place) => /^"strid": .*Did you mean "stride"\?/.test(place)),
      places.join('\n'),
    );
    assert.ok(
      places.some((place) => /^"Flaten": .*Did you mean "Flatten"\?/.test(place)),
      places.join('\n'),
    );
    await replace(document, 'strid"', 'stride"');
    await until(() => !problems(document).some(({ message }) => message.includes('strid')));
    assert.equal(problems(document).length, 1);
    await replace(document, 'Flaten', 'Flatten');
    await until(() => problems(document).length === 0);
  });

  it('of data files vanish when the file is there', async () => {
    const name = `${randomUUID()}.npy`;
    const document = await openText(SOUND.replace('{ "random": "normal", "seed": 3 }', `"${name}"`));
    const [problem] = await until(() => problems(document).length > 0 && problems(document));
    assert.match(problem!.message, /no such file/);
    assert.equal(document.getText(problem!.range), `"${name}"`);
    const file = vscode.Uri.joinPath(document.uri, '..', name);
    await vscode.workspace.fs.writeFile(file, npy([2, 2, 5, 6]));
    await until(() => problems(document).length === 0);
  });

  it('tell which gradient is wrong, at its layer, until the text changes', async () => {
    const { documents, engine } = await gradLens();
    const document = await openText(SOUND);
    await vscode.commands.executeCommand('gradlens.check', document.uri);
    const { run, version, reports } = documents.get(document.uri)!.currentRun!;
    // No built-in layer has a wrong gradient, so the engine is made to say so.
    const [weight, ...others] = reports.get(0)!.tensors;
    const worst = {
      index: [2, 0, 1, 1],
      analytic: 0.25,
      numeric: -0.5,
      error: 1,
      uncertainty: 1e-12,
      verdict: 'wrong',
    };
    const tensors = [{ ...weight!, failed: 7, worst: { ...worst, verdict: 'wrong' as const } }, ...others];
    const report = { ...reports.get(0)!, verdict: 'wrong' as const, tensors };
    engine['events'].fire({
      key: document.uri.toString(),
      event: { type: 'layerVerdict', report, run, version },
    });
    assert.deepEqual(
      problems(document).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
      [
        '7: ∂C/∂weight of conv is wrong in 7 of 36 entries. ' +
          'The worst is weight[2,0,1,1]: 0.25 by backpropagation, −0.5 by differencing.',
      ],
    );
    assert.ok((await lenses(document)).includes('7: ✗ weight[2,0,1,1] = 0.25, numeric −0.5 · 7 of 36 wrong'));
    await replace(document, '"nasty"', '"other"');
    await until(() => problems(document).length === 0);
  });

  it('of a layer that does not fit come with edits that make it', async () => {
    const document = await openText(MISFIT);
    const [problem] = await until(() => problems(document).length > 0 && problems(document));
    assert.ok(problem);
    assert.match(problem.message, /5×5 kernel on 3×5 input/);
    assert.equal(problem.range.start.line, 7);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
      10,
    );
    const fixes = actions.filter(({ title }) => title.startsWith('Fit with '));
    assert.ok(fixes.length > 0, actions.map(({ title }) => title).join());
    assert.ok(fixes[0]?.edit, 'the edit is resolved');
    await vscode.workspace.applyEdit(fixes[0].edit);
    await until(() => problems(document).length === 0);
    assert.notEqual(document.getText(), MISFIT);
  });
});

describe('inlay hints', () => {
  afterEach(closeAll);

  const hints = async (document: vscode.TextDocument) => {
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      all,
    );
    return found.map(({ position, label }) => `${position.line + 1}:${position.character + 1} ${String(label)}`);
  };

  it('show the output shape after every layer', async () => {
    const document = await openText(SOUND);
    // Behind the comma where there is one.
    assert.deepEqual(await hints(document), ['8:68 3×2×4', '9:24 3×2×4', '10:27 24', '11:58 4']);
  });

  it('can be turned off', async () => {
    const settings = vscode.workspace.getConfiguration('gradlens');
    const document = await openText(SOUND);
    await settings.update('inlayHints.enabled', false, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await hints(document), []);
    } finally {
      await settings.update('inlayHints.enabled', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
