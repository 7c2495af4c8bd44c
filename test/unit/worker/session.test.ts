import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../../src/engine/events';
import type { TensorRef } from '../../../src/engine/reference';
import type { TensorRequest } from '../../../src/protocol';
import type { ToWorker, WorkerApi, WorkerMethod } from '../../../src/worker/protocol';
import { Session } from '../../../src/worker/session';

const NETWORK = `{
  "name": "nasty",
  "input": { "shape": [2, 2, 5, 6], "data": { "random": "normal", "seed": 3 } },
  "target": [1, 0],
  "loss": "CrossEntropyLoss",
  "layers": [
    { "name": "conv", "type": "Conv2d", "out_channels": 3, "kernel_size": [2, 3], "stride": [2, 1] },
    { "type": "ReLU" },
    { "type": "Flatten" },
    { "name": "fc", "type": "Linear", "out_features": 4 }
  ]
}`;
const MISFIT = NETWORK.replace('"kernel_size": [2, 3]', '"kernel_size": [7, 3]');
const KEY = 'file:///nasty.net.json';

function open(files: { [path: string]: Uint8Array } = {}) {
  const events: StampedEvent[] = [];
  const reads: string[] = [];
  let onPause = () => undefined as void;
  const io = {
    async read(path: string) {
      reads.push(path);
      const bytes = files[path];
      if (!bytes) throw new Error('there is no such file');
      return bytes;
    },
    async pause() {
      onPause();
    },
  };
  const session = new Session(io, (_, event) => events.push(event));
  let id = 0;
  const call = <M extends WorkerMethod>(method: M, argument: Parameters<WorkerApi[M]>[0]) =>
    session.answer({ id: ++id, method, argument } as ToWorker) as Promise<ReturnType<WorkerApi[M]>>;
  const document = (text: string, version = 1) => ({ key: KEY, version, path: '/w/nasty.net.json', text });
  const tensor = (ref: TensorRef, more: Partial<TensorRequest> = {}) =>
    call('tensor', { key: KEY, request: { ref, fixed: [], ...more } });
  const types = (run: number) => events.filter((event) => event.run === run).map(({ type }) => type);
  return { call, document, tensor, events, reads, types, whenPausing: (does: () => void) => (onPause = does) };
}

const numbers = ({ data }: { data: ArrayBuffer }) => [...new Float64Array(data)];

describe('an analysis', () => {
  it('names the network, its layers, and what its layer types are', async () => {
    const { call, document } = open();
    const analysis = await call('analyse', document(NETWORK, 7));
    expect(analysis).toMatchObject({ key: KEY, version: 7, problems: [], runnable: true });
    expect(analysis.network?.layers.map(({ output }) => output)).toEqual([
      [2, 3, 2, 4],
      [2, 3, 2, 4],
      [2, 24],
      [2, 4],
    ]);
    expect(Object.keys(analysis.docs)).toEqual(['Conv2d', 'ReLU', 'Flatten', 'Linear']);
    expect(analysis.docs.Conv2d?.formula.forward).not.toBe('');
  });

  it('reads the newest of several texts', async () => {
    const { call, document } = open();
    const answers = await Promise.all(
      [1, 2, 3].map((version) => call('analyse', document(NETWORK.replace('nasty', `nasty ${version}`), version))),
    );
    expect(answers.map(({ version }) => version)).toEqual([1, 3, 3]);
  });
});

describe('an analysis of source', () => {
  const SOURCE = `from torch import nn
from parts import width
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, width)
    def forward(self, x):
        return self.fc(x)
# gradlens: input=(2, 12)
`;
  const files = { '/w/parts.py': strToU8('width = 3\n') };
  const source = (version: number, given = {}) => ({ key: KEY, version, path: '/w/net.py', text: SOURCE, ...given });

  it('tells its models, and the files that it depends on, those that it looked for included', async () => {
    const { call } = open(files);
    const analysis = await call('analyse', source(1));
    expect(analysis.models?.map(({ expression }) => expression)).toEqual(['Net()']);
    expect(analysis.files).toContain('/w/parts.py');
    const { call: without } = open();
    expect((await without('analyse', source(1))).files).toContain('/w/parts.py');
  });

  it('takes unsaved files, and what was chosen, before what is stated', async () => {
    const { call } = open(files);
    const output = async (given = {}) => (await call('analyse', source(1, given))).network?.layers[0]?.output;
    expect(await output()).toEqual([2, 3]);
    expect(await output({ unsaved: { '/w/parts.py': 'width = 4\n' } })).toEqual([2, 4]);
    expect(await output({ overrides: { inputShape: [5, 12] } })).toEqual([5, 3]);
  });

  it('says how a setting is stated in the text', async () => {
    const { call } = open(files);
    await call('analyse', source(1));
    expect(await call('state', { key: KEY, name: 'input', value: '(3, 12)' })).toEqual([
      { range: { startLine: 8, startColumn: 18, endLine: 8, endColumn: 25 }, text: '(3, 12)' },
    ]);
    await call('analyse', { ...source(2), path: '/w/nasty.net.json', text: NETWORK });
    expect(await call('state', { key: KEY, name: 'input', value: '(3, 12)' })).toEqual([]);
  });

  it('does not keep verdicts of another model, input or imported file', async () => {
    const { call, types } = open(files);
    await call('run', { document: source(1), run: 1 });
    await call('run', { document: source(1), run: 2, layers: [0] });
    expect(types(2).filter((type) => type === 'layerVerdict')).toHaveLength(2);
    await call('run', { document: source(1, { overrides: { inputShape: [5, 12] } }), run: 3, layers: [0] });
    expect(types(3).filter((type) => type === 'layerVerdict')).toHaveLength(1);
  });
});

describe('a comparison', () => {
  const biasOf = async (against: { [path: string]: Uint8Array }, path: string) => {
    const opened = open(against);
    await opened.call('run', { document: opened.document(NETWORK), run: 1, against: path });
    return opened;
  };

  it('judges the tensors of a file; mine, right and difference can be looked at', async () => {
    const zeros = strToU8('{ "fc.bias.grad": [0, 0, 0, 0] }');
    const { events, tensor } = await biasOf({ '/w/mine.json': zeros }, '/w/mine.json');
    const last = events.at(-1)!;
    expect(last).toMatchObject({ type: 'runDone', report: { verdict: 'wrong', comparison: { file: 'mine.json' } } });
    const of = { kind: 'gradient', parameter: 'bias' } as const;
    const [mine, right, difference, own] = await Promise.all([
      tensor({ layer: 3, kind: 'mine', of }),
      tensor({ layer: 3, kind: 'right', of }),
      tensor({ layer: 3, kind: 'difference', of }),
      tensor({ layer: 3, kind: 'gradient', parameter: 'bias' }),
    ]);
    expect(numbers(mine)).toEqual([0, 0, 0, 0]);
    expect(numbers(right)).toEqual(numbers(own));
    expect(numbers(difference)).toEqual(numbers(own).map((value) => -value));
  });

  it('with a file that is not there fails in words', async () => {
    const { events } = await biasOf({}, '/w/mine.npz');
    expect(events.at(-1)).toMatchObject({ type: 'runFailed', message: 'mine.npz: there is no such file.' });
  });
});

describe('a run', () => {
  it('streams stamped events up to a verdict', async () => {
    const { call, document, events, types } = open();
    await call('run', { document: document(NETWORK, 4), run: 9 });
    expect(events.every(({ run, version }) => run === 9 && version === 4)).toBe(true);
    expect(types(9)[0]).toBe('runStarted');
    const last = events.at(-1);
    expect(last?.type === 'runDone' && last.report.verdict).toBe('right');
    expect(types(9).filter((type) => type === 'layerVerdict')).toHaveLength(5);
  });

  it('ends as cancelled when it is told to, and leaves the next run alone', async () => {
    const { call, document, types, whenPausing } = open();
    let pauses = 0;
    whenPausing(() => {
      if (++pauses === 2) void call('cancel', 1);
    });
    await call('run', { document: document(NETWORK), run: 1 });
    expect(types(1).at(-1)).toBe('runCancelled');
    await call('cancel', 1);
    await call('run', { document: document(NETWORK), run: 2 });
    expect(types(2).at(-1)).toBe('runDone');
  });

  it('gives way to a newer run of the same document', async () => {
    const { call, document, types } = open();
    await Promise.all([1, 2].map((run) => call('run', { document: document(NETWORK), run })));
    expect(types(1).at(-1)).toBe('runCancelled');
    expect(types(2).at(-1)).toBe('runDone');
  });

  it('of one layer keeps the verdicts and errors of the others while the text stays', async () => {
    const { call, document, tensor, events } = open();
    await call('run', { document: document(NETWORK), run: 1 });
    await call('run', { document: document(NETWORK, 2), run: 2, layers: [3] });
    const verdicts = events.flatMap((event) =>
      event.run === 2 && event.type === 'layerVerdict' ? [event.report.layer] : [],
    );
    expect(verdicts.sort()).toEqual([0, 1, 2, 3, 4]);
    const errors = { layer: 0, kind: 'error', of: { kind: 'gradient', parameter: 'weight' } } as const;
    expect((await tensor(errors)).nan).toBe(0);

    await call('run', { document: document(NETWORK.replace('[1, 0]', '[1, 1]'), 3), run: 3, layers: [3] });
    await expect(tensor(errors)).rejects.toThrow('not been computed');
  });

  it('fails with the reason where there is nothing to run', async () => {
    const { call, document, events } = open();
    await call('run', { document: document('{ "layers": '), run: 1 });
    expect(events.map(({ type }) => type)).toEqual(['runFailed']);
    const weightless = NETWORK.replace('"target"', '"weights": "lost.safetensors", "target"');
    const { problems } = await call('analyse', document(weightless, 2));
    expect(problems.map(({ message }) => message).join()).toContain('there is no such file');
  });

  it('computes the layers before one that does not fit', async () => {
    const { call, document, tensor, types } = open();
    const late = NETWORK.replace('{ "type": "Flatten" },', '{ "type": "MaxPool2d", "kernel_size": 9 },');
    await call('run', { document: document(late), run: 1 });
    expect(types(1).filter((type) => type === 'forwardDone')).toHaveLength(3);
    expect((await tensor({ layer: 1, kind: 'output' })).shape).toEqual([2, 3, 2, 4]);
  });
});

describe('tensors', () => {
  it('are the input and the parameters before any run', async () => {
    const { call, document, tensor } = open();
    await call('analyse', document(NETWORK));
    expect((await tensor({ layer: -1, kind: 'output' }, { fixed: [1, 0] })).shape).toEqual([5, 6]);
    expect((await tensor({ layer: 0, kind: 'parameter', parameter: 'weight' })).shape).toEqual([3, 2, 2, 3]);
    await expect(tensor({ layer: 0, kind: 'output' })).rejects.toThrow('not been computed');
  });

  it('of a run are sliced and reduced', async () => {
    const { call, document, tensor } = open();
    await call('run', { document: document(NETWORK), run: 1 });
    const whole = numbers(await tensor({ layer: 0, kind: 'delta' }));
    const part = numbers(await tensor({ layer: 0, kind: 'delta' }, { fixed: [1, 2] }));
    expect(part).toEqual(whole.slice(-8));
    expect((await tensor({ layer: 0, kind: 'delta' }, { maxEntries: 12 })).reduced?.shape).toEqual([2, 3, 1, 2]);
  });

  it('go with the text that they were computed from', async () => {
    const { call, document, tensor } = open();
    await call('run', { document: document(NETWORK), run: 1 });
    await call('analyse', document(NETWORK, 2));
    expect((await tensor({ layer: 0, kind: 'output' })).shape).toEqual([2, 3, 2, 4]);
    await call('analyse', document(MISFIT, 3));
    await expect(tensor({ layer: 0, kind: 'output' })).rejects.toThrow('not been computed');
    await call('close', KEY);
    await expect(tensor({ layer: -1, kind: 'output' })).rejects.toThrow('does not know this document');
  });
});

describe('what the panel asks', () => {
  it('opens an entry into its sum', async () => {
    const { call, document } = open();
    const request = { layer: 0, target: { kind: 'gradient', parameter: 'weight' }, index: [2, 1, 1, 2] } as const;
    await call('analyse', document(NETWORK));
    await expect(call('entry', { key: KEY, request })).rejects.toThrow('once the network has run');
    await call('run', { document: document(NETWORK), run: 1 });
    const { sum, value, check } = await call('entry', { key: KEY, request });
    expect(sum?.terms).toHaveLength(16);
    expect(sum!.terms.reduce((total, { product }) => total + product, 0)).toBeCloseTo(value, 14);
    expect(check?.verdict).toBe('right');
  });

  it('suggests edits, and each one makes the layer fit', async () => {
    const { call, document } = open();
    await call('analyse', document(MISFIT));
    const suggestions = await call('suggestions', { key: KEY, layer: 0 });
    expect(suggestions.length).toBeGreaterThan(0);
    for (const [at, suggestion] of suggestions.entries()) {
      const edits = await call('edits', { key: KEY, suggestion });
      const { network } = await open().call('analyse', document(applied(MISFIT, edits), at + 2));
      expect(network?.layers[0]?.state).toBe('fits');
    }
  });
});

function applied(text: string, edits: Awaited<ReturnType<WorkerApi['edits']>>): string {
  const lines = text.split('\n');
  const offset = (line: number, column: number) =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, column);
  return [...edits]
    .sort((a, b) => b.range.startLine - a.range.startLine || b.range.startColumn - a.range.startColumn)
    .reduce((done, { range, text: inserted }) => {
      const start = offset(range.startLine, range.startColumn);
      return done.slice(0, start) + inserted + done.slice(offset(range.endLine, range.endColumn));
    }, text);
}
