import * as assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Panel } from '../../src/host/panel';
import { closeAll, gradLens, lenses, openText, positionOf, problems, replace, until } from './support';

/** Blocks made in a loop, an oblong kernel, an input that MNIST names. */
const SOURCE = `"""Trained on MNIST."""
import torch
from torch import nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, planes):
        super().__init__()
        self.conv = nn.Conv2d(planes, planes, (1, 3), padding=(0, 1))

    def forward(self, x):
        return F.relu(self.conv(x) + x)


class Net(nn.Module):
    def __init__(self, classes=4):
        super().__init__()
        self.stem = nn.Conv2d(1, 3, (5, 4), stride=4)
        self.blocks = nn.Sequential(*[Block(3) for _ in range(2)])
        self.fc = nn.Linear(3 * 6 * 7, classes)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        return self.fc(torch.flatten(x, 1))
`;

const SECOND = `

class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.only = nn.Linear(28 * 28, 5)

    def forward(self, x):
        return self.only(x.flatten(1))
`;

const open = (text = SOURCE, name = `${randomUUID()}.py`) => openText(text, name);
const check = (source: vscode.TextDocument) => vscode.commands.executeCommand('gradlens.check', source.uri);

async function run(source: vscode.TextDocument) {
  const { documents } = await gradLens();
  return documents.get(source.uri)?.currentRun;
}

async function hover(source: vscode.TextDocument, text: string, inside = 0): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    source.uri,
    positionOf(source, text, inside),
  );
  return hovers
    .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
    .filter((value) => value.includes('|') || value.includes('Input of'))
    .join('\n');
}

async function hints(source: vscode.TextDocument): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    source.uri,
    new vscode.Range(0, 0, source.lineCount, 0),
  );
  return found.map(({ position, label }) => `${position.line + 1}: ${String(label)}`);
}

describe('PyTorch source', () => {
  afterEach(closeAll);

  it('has lenses above its model and above the lines that make layers', async () => {
    const source = await open();
    assert.deepEqual(await lenses(source), [
      '7: ×2 in Net · blocks.0, blocks.1',
      '10: Check gradients ×2 · blocks.0.conv, blocks.1.conv',
      '16: Check gradients · 631 parameters',
      '16: input 2×1×28×28 from MNIST in line 1 (change)',
      '16: Open panel',
      '19: Check gradient',
      '19: Explain',
      '20: Check gradients ×2 · blocks',
      '21: Check gradient',
      '21: Explain',
    ]);
  });

  it('is none of its business where it defines no network', async () => {
    const { documents } = await gradLens();
    const script = await open('import os\nprint(os.name)\n');
    assert.deepEqual(await lenses(script), []);
    assert.equal(documents.get(script.uri), undefined);
    // It uses layers, but has no model: nothing is said.
    const usesLayers = await open('from torch import nn\n\nisinstance(3, nn.Module)\n');
    await documents.latest(usesLayers.uri);
    assert.deepEqual(await lenses(usesLayers), []);
    assert.deepEqual(problems(usesLayers), []);
    // And it becomes one while it is edited.
    await replace(script, 'print(os.name)\n', SOURCE);
    await until(async () => (await lenses(script)).length > 0);
    await replace(script, script.getText(), 'import os\n');
    await until(async () => (await lenses(script)).length === 0);
    assert.equal(documents.get(script.uri), undefined);
  });

  it('says on hover what a layer is where it is made, and what goes through it where it is called', async () => {
    const source = await open();
    const made = await hover(source, 'nn.Conv2d(1, 3', 4);
    assert.match(made, /\*\*stem\*\* `Conv2d\(1, 3, kernel_size=\(5, 4\), stride=4\)`/);
    assert.match(made, /\| input \| `1×28×28` \|/);
    assert.match(made, /\| output \| `3×6×7` \| `H: ⌊\(28 \+ 0 − 5\)\/4⌋ \+ 1 = 6, W: /);
    assert.match(
      made,
      /Input of Net: `2×1×28×28` from MNIST in line 1 · \[Change\]\(command:gradlens\.changeInputShape/,
    );
    assert.match(await hover(source, 'self.stem(x)', 6), /\*\*stem\*\*/);
    const blocks = await hover(source, 'self.blocks(self', 6);
    assert.match(blocks, /\*\*blocks\*\* ×6 · `3×6×7` → `3×6×7` · 60 parameters/);
    const twice = await hover(source, 'self.conv(x)', 6);
    assert.match(twice, /\*\*blocks\.0\.conv, blocks\.1\.conv\*\* ×2 · 60 parameters/);
    assert.match(await hover(source, 'class Net', 7), /\*\*Net\*\* 9 layers · 631 parameters/);
  });

  it('shows the shape after every layer line and every call', async () => {
    const source = await open();
    assert.deepEqual(await hints(source), ['10: 3×6×7', '13: 3×6×7', '19: 3×6×7', '21: 4', '24: 3×6×7', '25: 4']);
  });

  it('shows a problem at its line while it is edited, with everything up to it', async () => {
    const source = await open();
    await replace(source, '3 * 6 * 7', '3 * 6 * 8');
    const [problem, ...others] = await until(() => problems(source).length > 0 && problems(source));
    assert.deepEqual(others, []);
    assert.match(problem!.message, /^fc: the input 2×126 has 126 features on its last axis, not 144\./);
    assert.equal(problem!.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(source.getText(problem!.range), 'nn.Linear(3 * 6 * 8, classes)');
    assert.ok((await hints(source)).includes('19: 3×6×7'));
    assert.ok((await lenses(source)).some((title) => /^21: ✗ /.test(title)));
    await replace(source, '3 * 6 * 8', '3 * 6 * 7');
    await until(() => problems(source).length === 0);
    await replace(source, 'torch.flatten(x, 1)', 'unknown(x)');
    const [call] = await until(() => problems(source).length > 0 && problems(source));
    assert.equal(call!.range.start.line, 24);
    assert.ok((await hints(source)).includes('24: 3×6×7'));
  });

  it('is checked to its verdict, layer by layer', async () => {
    const source = await open();
    await check(source);
    const ended = await run(source);
    assert.equal(ended?.report?.verdict, 'right');
    assert.equal(ended?.report?.checked, 631);
    const titles = await until(async () => {
      const found = await lenses(source);
      return found.some((title) => title.startsWith('21: ✓')) && found;
    });
    assert.match(
      titles.find((title) => title.startsWith('16: '))!,
      /^16: ✓ \d+ right/,
    );
    assert.ok(titles.includes('10: ✓ 2 layers right'), titles.join(' | '));
    assert.ok(titles.includes('19: ✓ 63 entries right'), titles.join(' | '));
  });

  it('with several models has a lens for each, and shows the one that is chosen', async () => {
    const { panels } = await gradLens();
    const source = await open(SOURCE + SECOND);
    const titles = await lenses(source);
    assert.ok(titles.includes('28: Small() (choose…)'), titles.join(' | '));
    assert.ok(titles.includes('16: Check gradients'), titles.join(' | '));
    await vscode.commands.executeCommand('gradlens.checkModel', source.uri, 'Net()');
    assert.equal((await run(source))?.report?.checked, 631);
    const panel = panels.get(source.uri) as Panel;
    await until(() => panel.view.title === 'GradLens: Net');
    assert.ok((await lenses(source)).includes('16: Net() (choose…)'));
    // An expression of the file's own names.
    await vscode.commands.executeCommand('gradlens.checkModel', source.uri, 'Net(classes=2)');
    await until(() => panel.view.title === 'GradLens: Net(classes=2)');
    assert.equal((await run(source))?.report?.checked, 63 + 2 * 30 + 126 * 2 + 2);
  });

  it('takes another input shape, and keeps it in a comment', async () => {
    const { documents } = await gradLens();
    const source = await open();
    await documents.latest(source.uri);
    const changing = vscode.commands.executeCommand('gradlens.changeInputShape', source.uri);
    // The box holds the shape that is in use; it takes a moment to open.
    await until(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return documents.hasShape(source.uri);
    });
    await changing;
    await until(async () => (await lenses(source)).includes('16: input 2×1×28×28 as set here (change)'));
    await vscode.commands.executeCommand('gradlens.writeInputShape', source.uri);
    assert.match(source.getText(), /\n# gradlens: input=\(2, 1, 28, 28\)\nclass Net\(/);
    assert.ok(!documents.hasShape(source.uri));
    await until(async () => (await lenses(source)).includes('17: input 2×1×28×28 (change)'));
    await replace(source, '(2, 1, 28, 28)', '(3, 1, 28, 28)');
    await until(async () => (await lenses(source)).includes('17: input 3×1×28×28 (change)'));
  });

  it('follows what it imports, saved or not', async () => {
    const folder = randomUUID();
    const [head, block, net] = SOURCE.split(/(?=class )/) as [string, string, string];
    const blocks = await open(head + block, `${folder}/blocks.py`);
    const source = await open(`${head}from blocks import Block\n\n\n${net}`, `${folder}/net.py`);
    assert.ok((await hints(source)).includes('13: 3×6×7'), (await hints(source)).join());
    assert.deepEqual(problems(source), []);
    await replace(blocks, '(1, 3), padding=(0, 1)', '(3, 3), padding=1');
    assert.ok(blocks.isDirty);
    const { documents } = await gradLens();
    await until(() => documents.get(source.uri)?.current?.network?.parameterCount === 631 + 2 * 54);
    // The panel's link to the source leads to where a layer is made.
    const { panels } = await gradLens();
    const panel = await panels.open(source.uri);
    await (panel as unknown as { obey(command: object): Promise<void> }).obey({ type: 'openSource', layer: 1 });
    await until(() => vscode.window.activeTextEditor?.document === blocks);
    assert.match(blocks.lineAt(vscode.window.activeTextEditor!.selection.active.line).text, /self\.conv = /);
  });

  it('is selected in the panel by the cursor, where it is made and where it is called', async () => {
    const { documents } = await gradLens();
    const source = await open();
    await documents.latest(source.uri);
    const editor = vscode.window.activeTextEditor!;
    for (const [text, name] of [
      ['nn.Linear', 'fc'],
      ['self.stem(x)', 'stem'],
      ['torch.flatten', 'flatten'],
    ] as const) {
      const position = positionOf(source, text, 3);
      editor.selection = new vscode.Selection(position, position);
      await until(() => {
        const document = documents.get(source.uri)!;
        return document.current?.network?.layers[document.selected ?? -1]?.name === name;
      });
    }
  });

  it('may stand behind a definition of its own', async () => {
    const { documents, panels } = await gradLens();
    const folder = randomUUID();
    const source = await open(SOURCE, `${folder}/net.py`);
    const network = await openText('{ "model": "net.py:Net(3)", "target": [2, 0] }', `${folder}/run.net.json`);
    await check(network);
    assert.equal(documents.get(network.uri)?.currentRun?.report?.verdict, 'right');
    const panel = await panels.open(network.uri);
    await (panel as unknown as { obey(command: object): Promise<void> }).obey({ type: 'openSource', layer: 0 });
    await until(() => vscode.window.activeTextEditor?.document === source);
    assert.equal(vscode.window.activeTextEditor!.selection.active.line, 18);
  });
});

const KERAS = `{
  "class_name": "Sequential",
  "config": {
    "name": "small",
    "layers": [
      { "class_name": "InputLayer", "config": { "batch_input_shape": [null, 6, 7, 2], "dtype": "float32", "name": "in" } },
      {
        "class_name": "Conv2D",
        "config": { "name": "conv", "filters": 3, "kernel_size": [2, 3], "activation": "relu", "padding": "same", "use_bias": true }
      },
      { "class_name": "Flatten", "config": { "name": "flatten" } },
      { "class_name": "Dense", "config": { "name": "dense", "units": 4, "activation": "softmax", "use_bias": true } }
    ]
  },
  "keras_version": "2.11.0",
  "backend": "tensorflow"
}
`;

describe("Keras's model.json", () => {
  afterEach(closeAll);

  it('is checked from its first line', async () => {
    const source = await openText(KERAS, `${randomUUID()}/model.json`);
    const titles = await lenses(source);
    assert.deepEqual(titles.slice(0, 2), ['1: Check gradients', '1: Open panel']);
    assert.equal(titles[2], '1: input 1×6×7×2 (change)');
    assert.ok(titles.includes('7: Check gradient'), titles.join(' | '));
    await check(source);
    assert.equal((await run(source))?.report?.verdict, 'right');
  });
});

const KERAS_SOURCE = `from tensorflow import keras
from tensorflow.keras import layers


def build(classes=3):
    model = keras.Sequential()
    model.add(layers.Conv2D(2, (3, 2), strides=2, padding="same", input_shape=(7, 9, 3)))
    for _ in range(2):
        model.add(layers.BatchNormalization())
    model.add(layers.Flatten())
    model.add(layers.Dense(classes, activation="softmax"))
    return model
`;

describe('Keras source', () => {
  afterEach(closeAll);

  it('has lenses, shapes in its own order of axes, and a verdict', async () => {
    const source = await open(KERAS_SOURCE);
    const titles = await lenses(source);
    assert.ok(titles.includes('5: input 2×7×9×3 from the model (change)'), titles.join(' | '));
    assert.ok(
      titles.some((title) => title.startsWith('9: Check gradients ×2 · ')),
      titles.join(' | '),
    );
    assert.ok((await hints(source)).includes('7: 4×5×2'), (await hints(source)).join(' | '));
    assert.match(await hover(source, 'layers.Conv2D', 8), /\| `7×9×3` \| `9×10×3` \|\n.*\| `9×10×3` \| `4×5×2` \|/);
    await check(source);
    assert.equal((await run(source))?.report?.verdict, 'right');
  });
});
