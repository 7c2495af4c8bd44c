/** What cannot be followed is one problem at its line, and what stands before it still has shapes. */
import { describe, expect, it } from 'vitest';
import { HEAD } from './constructs';
import { layersOf, problemsOf, readSource } from './support';

const above = HEAD.split('\n').length - 1;

/** Lines are counted from the first line of the class. */
async function check(forward: string, init = ''): Promise<{ layers: string[]; problems: string[] }> {
  const source = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(140, 5)${init}
    def forward(self, x):
        x = self.conv(x)
${forward
  .trim()
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}`;
  const definition = await readSource(HEAD + source, { inputShape: [2, 3, 9, 7] });
  const problems = problemsOf(definition).map((one) => one.replace(/^\d+/, (line) => String(Number(line) - above)));
  return { layers: layersOf(definition), problems };
}

const conv = 'conv Conv2d 2×4×7×5';

const cases: readonly (readonly [name: string, forward: string, problem: string, layers: readonly string[]])[] = [
  [
    'a condition on numbers',
    'if x.mean() > 0:\n    x = -x\nreturn x',
    '8: "x.mean() > 0" depends on the numbers of a tensor, which are only known when the network runs.',
    [conv, 'mean Mean '],
  ],
  [
    'an operation that is not known',
    'x = F.relu(x)\nreturn x.frobnicate(2)',
    '9: GradLens does not know the operation "frobnicate" of a tensor.',
    [conv, 'relu ReLU 2×4×7×5'],
  ],
  [
    'a function of a library that is not known',
    'import scipy.signal\nreturn scipy.signal.convolve(x)',
    '9: What forward() returns depends on "scipy.signal", which GradLens does not know.',
    [conv],
  ],
  [
    'a layer that does not fit',
    'return self.fc(x.view(2, -1, 7))',
    '5: fc: the input 2×20×7 has 7 features on its last axis, not 140.',
    [conv, 'view View 2×20×7', 'fc Linear ?'],
  ],
  [
    'an exception of the file itself',
    'raise ValueError(f"{x.shape[1]} channels")',
    '8: ValueError: 4 channels',
    [conv],
  ],
  ['a name that is not there', 'return self.norm(x)', '8: AttributeError: Net has no attribute "norm".', [conv]],
  ['detach()', 'return x.detach()', '8: detach() stops the gradient here', [conv]],
  ['entries that are set', 'x[:, 0] = 0\nreturn x', '8: Entries of a tensor are set here', [conv]],
];

describe('PyTorch source that cannot be followed', () => {
  it.each(cases)('%s', async (_name, forward, problem, layers) => {
    const found = await check(forward);
    expect(found.layers).toEqual(layers);
    expect(found.problems).toEqual([expect.stringContaining(problem)]);
    expect(found.problems[0]!.startsWith(problem.slice(0, 3))).toBe(true);
  });

  it('says what is missing while a line is being typed, and goes on with the rest', async () => {
    const { layers, problems } = await check('x = F.relu(x)\nx = F.max_pool2d(x,\nreturn x');
    expect(layers).toEqual([conv, 'relu ReLU 2×4×7×5']);
    expect(problems.length).toBeGreaterThan(0);
  });
});

/** None of these may hang, nor fill the memory: a file is followed while somebody types it. */
const endless: readonly (readonly [name: string, init: string])[] = [
  ['while True', 'while True:\n    self.n = 1'],
  ['a loop that appends', 'a = []\nwhile True:\n    a.append(a)'],
  ['recursion', 'def f(n):\n    return f(n + 1)\nf(0)'],
  ['mutual recursion', 'f = lambda n: g(n)\ng = lambda n: f(n)\nf(0)'],
  ['range(10**9)', 'for k in range(10**9):\n    pass'],
  ['list(range(10**9))', 'a = list(range(10**9))'],
  ['sum of a long range', 'a = sum(range(10**9))'],
  ['reversed long range', 'a = list(reversed(range(10**9)))'],
  ['sorted long range', 'a = sorted(range(10**9))'],
  ['tuple of a long range by unpacking', 'a, *b = range(10**9)'],
  ['min of a long range', 'a = min(range(10**9))'],
  ['a list times a large number', 'a = [0] * 10**9'],
  ['a text times a large number', 'a = "x" * 10**9'],
  ['a text that doubles', 'a = "x"\nfor k in range(100):\n    a = a + a'],
  ['a list that doubles', 'a = [1]\nfor k in range(100):\n    a = a + a'],
  ['a list that extends itself', 'a = [1]\nfor k in range(100):\n    a.extend(a)'],
  ['a text joined of itself', 'a = "xx"\nfor k in range(100):\n    a = a.join([a, a, a])'],
  [
    'a format that is wide',
    'a = "%1000000000d" % 1\nb = f"{1:1000000000d}"\nc = "{:>1000000000}".format(1)\nwhile 1: pass',
  ],
  ['nested comprehensions', 'a = [0 for a in range(999) for b in range(999) for c in range(999)]'],
  ['nested lists', 'a = []\nfor k in range(10**5):\n    a = [a]\nb = str(a)\nwhile 1: pass'],
  ['a list that holds itself', 'a = []\na.append(a)\nb = str(a) + str(a == [a])\nwhile 1: pass'],
  ['an iterator without an end', 'import itertools\na = list(itertools.count())'],
  ['a cycle without an end', 'import itertools\na = [x for x in itertools.cycle([1])]'],
  ['repeat without an end', 'import itertools\nfor x in zip(itertools.repeat(1), itertools.count()):\n    pass'],
  ['any of an endless iterator', 'import itertools\na = any(x < 0 for x in itertools.count())'],
  ['product of many', 'import itertools\na = list(itertools.product(range(100), repeat=8))'],
  ['combinations of many', 'import itertools\na = list(itertools.combinations(range(60), 30))'],
  ['map of an endless iterator', 'import itertools\na = list(map(str, itertools.count()))'],
  ['a generator without an end', 'def g():\n    while True:\n        yield 1\na = list(g())'],
  ['__getattr__ that asks itself', 'class A:\n    def __getattr__(self, n):\n        return getattr(self, n)\nA().b'],
  [
    '__len__ and __bool__ that ask themselves',
    'class A:\n    def __bool__(self):\n        return bool(self)\nbool(A())',
  ],
  ['a property that asks itself', 'class A:\n    @property\n    def b(self):\n        return self.b\nA().b'],
  ['a power tower', 'a = 9 ** 9 ** 9\nb = 10 ** 400\nc = 1 << 10**6\nwhile 1: pass'],
  ['many layers', 'self.body = nn.Sequential(*[nn.Conv2d(3, 3, 1) for _ in range(10**7)])'],
  ['a module that holds itself', 'self.me = self\nself.conv2 = nn.Conv2d(3, 3, 1)\nwhile 1: pass'],
  ['torch.arange and linspace', 'a = torch.arange(10**9)\nwhile 1: pass'],
];

describe('source without an end', () => {
  it.each(endless)('%s ends in a problem', async (_name, init) => {
    const lines = init.split('\n').map((line) => `\n        ${line}`);
    const { problems } = await check('return x', lines.join(''));
    expect(problems).toHaveLength(1);
  });

  it('calls without an end in forward() keep the layers up to there', async () => {
    const { layers, problems } = await check('while True:\n    x = torch.relu(x)');
    expect(layers.length).toBeGreaterThan(100);
    expect(problems).toHaveLength(1);
  });

  it('brackets without an end', async () => {
    for (const open of ['(', '[', '{', 'f(', 'lambda: ', 'not ', '-', 'x if y else ', 'f"{']) {
      const { problems } = await check(`x = ${open.repeat(3000)}\nreturn x`);
      expect(problems.length).toBeGreaterThan(0);
    }
  });
});
