import { describe, expect, it } from 'vitest';
import type { Definition, Overrides } from '../../../src/formats/definition';
import { readDefinition } from '../../../src/formats/read';
import { listProblems } from './nets';

const SOURCE = `from torch import nn

class Net(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, (2, 3))
        self.fc = nn.Linear(3 * 4 * 4, classes)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))

# gradlens: input=(2, 2, 5, 6) seed=7
`;

async function read(json: object, overrides?: Overrides, source = SOURCE): Promise<Definition> {
  const files: { [path: string]: string } = { '/work/models/net.py': source };
  const bytes = (path: string): Promise<Uint8Array> => {
    const found = files[path];
    if (found === undefined) return Promise.reject(new Error('there is no such file'));
    return Promise.resolve(new TextEncoder().encode(found));
  };
  return readDefinition({ path: '/work/run.net.json', text: JSON.stringify(json) }, { read: bytes }, overrides);
}

describe('"model" in a definition', () => {
  it('takes the network from source, and what the definition leaves open', async () => {
    const definition = await read({ model: 'models/net.py:Net(classes=4)', target: [3, 0] });
    expect(listProblems(definition)).toEqual([]);
    expect(definition.model?.network.layers.map(({ name }) => name)).toEqual(['conv', 'flatten', 'fc']);
    expect(definition.summary).toMatchObject({ name: 'Net(classes=4)', seed: 7, input: { shape: [2, 2, 5, 6] } });
    expect(definition.model?.target?.data).toEqual(Float64Array.of(3, 0));
    // Its layers stand in the source.
    expect(definition.summary?.layers[0]).toMatchObject({
      elsewhere: { path: '/work/models/net.py', range: { startLine: 5, startColumn: 20, endColumn: 43 } },
    });
    expect(definition.summary?.layers[0]?.range).toBeUndefined();
    expect(definition.summary?.sites).toBeUndefined();
  });

  it('is run as the definition says, and as options say above all', async () => {
    const json = { model: 'models/net.py', name: 'mine', input: { shape: [1, 2, 5, 6] }, loss: 'MSELoss', seed: 3 };
    const { summary } = await read(json);
    expect(summary).toMatchObject({ name: 'mine', seed: 3, mode: 'train', loss: { type: 'MSELoss' } });
    expect(summary?.input.shape).toEqual([1, 2, 5, 6]);
    const { summary: other } = await read(json, { seed: 4, mode: 'eval', model: 'Net(9)', loss: 'CrossEntropyLoss' });
    expect(other).toMatchObject({ seed: 4, mode: 'eval', loss: { type: 'CrossEntropyLoss' } });
    expect(other?.layers.at(-1)?.output).toEqual([1, 9]);
  });

  it('shows problems where they are: settings here, layers in the source', async () => {
    const wrong = await read({
      model: 'models/net.py:Net',
      input: { shape: [1, 2, 6, 6], data: 'none.npy' },
      seed: -1,
    });
    expect(listProblems(wrong)).toEqual([
      '1:10–1:29 error: net.py:7:19: fc: the input 1×60 has 60 features on its last axis, not 48. Write "in_features": 60, or leave it out.',
      '1:64–1:74 error: none.npy: there is no such file.',
      '1:83–1:85 error: "seed" must be an integer from 0 to 4294967295, but is -1.',
    ]);
    expect(wrong.codeProblems).toMatchObject([{ place: { path: '/work/models/net.py', range: { startLine: 6 } } }]);
  });

  it('says what it cannot find', async () => {
    expect(listProblems(await read({ model: 'net.py:Net' }))).toEqual([
      '1:10–1:22 error: net.py: there is no such file.',
    ]);
    expect(listProblems(await read({ model: 'net.txt' }))).toEqual([
      '1:10–1:19 error: "model" must be a Python file and what makes the model, such as "lenet.py:LeNet", but is "net.txt".',
    ]);
    expect(listProblems(await read({ model: 'models/net.py:Nett' }))[0]).toMatch(
      /^1:10–1:30 error: net\.py:1:1: .*Nett/,
    );
  });
});
