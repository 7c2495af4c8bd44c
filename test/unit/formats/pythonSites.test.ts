/** What the editor needs of PyTorch source besides its layers: places, models to choose from, settings to write. */
import { describe, expect, it } from 'vitest';
import type { Definition, Overrides } from '../../../src/formats/definition';
import { readDefinition } from '../../../src/formats/read';

const HEAD = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

const BLOCKS = `${HEAD}
class Block(nn.Module):
    def __init__(self, planes, stride):
        super().__init__()
        self.conv = nn.Conv2d(planes, planes, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x) + x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, (3, 5))
        blocks = []
        for k in range(3):
            blocks.append(Block(4, 1))
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(4, 5)

    def forward(self, x):
        x = self.stem(x)
        x = self.blocks(x)
        return self.fc(x.mean((2, 3)))
`;

async function read(
  text: string,
  overrides: Overrides = {},
  files: { [path: string]: string } = {},
): Promise<Definition> {
  const bytes = (path: string): Promise<Uint8Array> => {
    const found = files[path];
    if (found === undefined) return Promise.reject(new Error('there is no such file'));
    return Promise.resolve(new TextEncoder().encode(found));
  };
  return readDefinition({ path: '/work/net.py', text }, { read: bytes }, { inputShape: [2, 3, 7, 9], ...overrides });
}

/** `definition own: conv1 conv2 · nn.Conv2d(…)` for every site. */
function sites(text: string, { summary }: Definition): string[] {
  const lines = text.split('\n');
  return (summary?.sites ?? []).map(({ range, role, own, layers }) => {
    const source = lines[range.startLine]!.slice(range.startColumn, range.endColumn);
    const names = layers.map((index) => summary!.layers[index]!.name);
    return `${role}${own ? '' : ' of a block'}: ${names.join(' ')} · ${source}`;
  });
}

describe('sites', () => {
  it('are the places at which layers are made and called, with blocks that are made in a loop', async () => {
    expect(sites(BLOCKS, await read(BLOCKS))).toEqual([
      'definition: blocks.0.conv blocks.1.conv blocks.2.conv · nn.Conv2d(planes, planes, 3, padding=1)',
      'call: relu relu_1 relu_2 · F.relu(self.conv(x) + x)',
      'call: blocks.0.conv blocks.1.conv blocks.2.conv · self.conv(x)',
      'call: add add_1 add_2 · self.conv(x) + x',
      'definition: stem · nn.Conv2d(3, 4, (3, 5))',
      'definition of a block: blocks.0.conv blocks.1.conv blocks.2.conv · Block(4, 1)',
      'definition: fc · nn.Linear(4, 5)',
      'call: stem · self.stem(x)',
      'call of a block: blocks.0.conv add relu blocks.1.conv add_1 relu_1 blocks.2.conv add_2 relu_2 · self.blocks(x)',
      'call: fc · self.fc(x.mean((2, 3)))',
      'call: mean · x.mean((2, 3))',
    ]);
  });

  it('end where the pass ends, and say where', async () => {
    const text = BLOCKS.replace('return self.fc(', 'return self.fc(unknown(x)) + self.fc(');
    const definition = await read(text);
    expect(sites(text, definition).at(-1)).toMatch(/self\.blocks\(x\)$/);
    expect(definition.problems).toMatchObject([{ severity: 'error', range: { startLine: 25 } }]);
    expect(definition.summary?.loss.type).toBe('none');
  });

  it('in a file that is imported are said to be elsewhere', async () => {
    const [blocks, net] = BLOCKS.split(/(?=class Net)/);
    const text = `${HEAD}from blocks import Block\n${net}`;
    const { summary } = await read(text, {}, { '/work/blocks.py': blocks! });
    const [stem, conv] = summary!.layers;
    expect(stem?.elsewhere).toBeUndefined();
    expect(conv).toMatchObject({
      name: 'blocks.0.conv',
      elsewhere: { path: '/work/blocks.py', range: { startLine: 7, startColumn: 20, endColumn: 59 } },
    });
    // In the open file, where the block is made.
    expect(conv?.range?.startLine).toBe(10);
  });
});

const offers = ({ models }: Definition): string[] =>
  (models ?? []).map(({ expression, range, chosen, needs, isPart, instances }) =>
    [
      `${range.startLine + 1} ${expression}`,
      ...(chosen ? ['chosen'] : []),
      ...(needs.length > 0 ? [`needs ${needs.join(' ')}`] : []),
      ...(isPart ? ['part'] : []),
      ...instances,
    ].join(', '),
  );

describe('the models of a file', () => {
  it('are its classes, with what they need and where they are used', async () => {
    const definition = await read(BLOCKS);
    expect(offers(definition)).toEqual([
      '5 Block(), needs planes stride, part, blocks.0, blocks.1, blocks.2',
      '13 Net(), chosen',
    ]);
    expect(definition.chosenBy).toBe('only');
  });

  it('are several, of which one is taken for the others unless it is named', async () => {
    const text = BLOCKS.replaceAll(/class Net\(/g, 'class Other(nn.Module):\n    pass\n\n\nclass Net(');
    const definition = await read(text);
    expect(offers(definition).slice(1)).toEqual(['13 Other()', '17 Net(), chosen']);
    expect(definition.chosenBy).toBe('default');
    expect(definition.assumed).toEqual(['model Net()', 'loss CrossEntropyLoss']);
    const named = await read(text, { model: 'Net' });
    expect(named.chosenBy).toBe('name');
    expect(named.assumed).toEqual(['loss CrossEntropyLoss']);
    expect(named.summary?.name).toBe('Net');
  });

  it('are functions that make what needs arguments, and not what trains it', async () => {
    const text = `${BLOCKS.replace('def __init__(self):', 'def __init__(self, classes):').replace('Linear(4, 5)', 'Linear(4, classes)')}

def _net(classes):
    net = Net(classes)
    return net

def small():
    return _net(classes=2)

def large(classes=100):
    return _net(classes)

def train():
    net = small()
    return 0
`;
    const definition = await read(text);
    expect(offers(definition).slice(1)).toEqual([
      '13 Net(), chosen, needs classes',
      '33 small(), chosen',
      '36 large()',
    ]);
    expect(definition.chosenBy).toBe('default');
    expect(offers(await read(text, { model: 'large(7)' })).slice(1)).toEqual([
      '13 Net(), chosen, needs classes',
      '33 small()',
      '36 large()',
    ]);
  });

  it('are variables, of which parts and losses are none', async () => {
    const text = `${BLOCKS}\nnet = Net()\nloss = nn.CrossEntropyLoss()\nfc = net.fc\n`;
    const definition = await read(text);
    expect(offers(definition).slice(1)).toEqual(['13 Net(), chosen', '28 net, chosen', '30 fc, part']);
    expect(definition.chosenBy).toBe('only');
  });

  it('cannot be made where arguments are missing: that is a question, not a mistake', async () => {
    const text = BLOCKS.slice(0, BLOCKS.indexOf('class Net'));
    const { problems, summary } = await read(text);
    expect(summary).toBeUndefined();
    expect(problems).toMatchObject([{ asks: 'model', range: { startLine: 4, startColumn: 6, endColumn: 11 } }]);
    const { problems: none } = await read(`${HEAD}x = 1\n`);
    expect(none).toMatchObject([{ asks: 'model' }]);
    // Its constructor fails: that is a mistake.
    const { problems: broken } = await read(BLOCKS.replace('range(3)', 'range("3")'));
    expect(broken[0]?.asks).toBeUndefined();
  });
});

describe('the shape of the input', () => {
  it('is said with where it comes from', async () => {
    const text = `${HEAD}\n# trained on CIFAR-10\n${BLOCKS.slice(HEAD.length)}`;
    const { summary, assumed } = await read(text, { inputShape: undefined });
    expect(summary?.input).toMatchObject({ shape: [2, 3, 32, 32], origin: 'from CIFAR in line 5' });
    expect(assumed).toEqual(['input (2, 3, 32, 32): from CIFAR in line 5', 'loss CrossEntropyLoss']);
    expect((await read(text)).summary?.input.origin).toBeUndefined();
  });

  it('is asked for where none fits', async () => {
    const text = BLOCKS.replace('Linear(4, 5)', 'Linear(9999, 5)');
    const { problems } = await read(text, { inputShape: undefined });
    expect(problems.some(({ asks }) => asks === 'inputShape')).toBe(true);
    expect((await read(text)).problems.some(({ asks }) => asks === 'inputShape')).toBe(false);
  });
});

describe('a setting is written', () => {
  const apply = async (text: string): Promise<string> => {
    const definition = await read(text);
    const [edit, ...others] = definition.state!('input', '(1, 3, 8, 8)');
    expect(others).toEqual([]);
    const lines = text.split('\n');
    const offset = (line: number, column: number): number =>
      lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column;
    const { startLine, startColumn, endLine, endColumn } = edit!.range;
    return text.slice(0, offset(startLine, startColumn)) + edit!.text + text.slice(offset(endLine, endColumn));
  };

  it('into a comment of its own above the class', async () => {
    expect(await apply(BLOCKS)).toBe(BLOCKS.replace('class Net', '# gradlens: input=(1, 3, 8, 8)\nclass Net'));
    const decorated = BLOCKS.replace('class Net', '@final\nclass Net');
    expect(await apply(decorated)).toBe(decorated.replace('@final', '# gradlens: input=(1, 3, 8, 8)\n@final'));
  });

  it('into the comment that is there, in place of what it says', async () => {
    const told = BLOCKS.replace('class Net', '# gradlens: seed=3\nclass Net');
    expect(await apply(told)).toBe(told.replace('seed=3', 'seed=3 input=(1, 3, 8, 8)'));
    const stated = BLOCKS.replace('class Net', '# gradlens: input=(2, 3, 7, 9) seed=3\nclass Net');
    expect(await apply(stated)).toBe(stated.replace('(2, 3, 7, 9)', '(1, 3, 8, 8)'));
  });
});
