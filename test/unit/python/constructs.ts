/** What of Python is followed: each construct in a small model, and the layers that come of it. */
export interface Construct {
  /** As `docs/python.md` names it. */
  readonly name: string;
  /** Statements of the file; `HEAD` stands above them. */
  readonly source: string;
  /** `name Type output`; a state_dict key in brackets where it is not the name's own. */
  readonly layers: readonly string[];
  readonly input?: readonly number[];
  readonly model?: string;
  readonly mode?: 'train' | 'eval';
  readonly files?: { readonly [path: string]: string };
}

export const HEAD = `import math
from collections import OrderedDict
from functools import partial
from typing import List, Optional
import torch
import torch.nn as nn
import torch.nn.functional as F
`;

/** `(statements of __init__, statements of forward)` */
const net = (init: string, forward: string, before = ''): string =>
  `${before}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
${indented(init)}
    def forward(self, x):
${indented(forward)}
`;

const indented = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n');

const conv = 'conv Conv2d 2×4×7×5';
const INPUT = [2, 3, 9, 7];

export const constructs: readonly Construct[] = [
  {
    name: 'classes, `super().__init__()` and layers as attributes',
    source: net('self.conv = nn.Conv2d(3, 4, 3)', 'return self.conv(x)'),
    layers: [conv],
  },
  {
    name: 'inheritance, `super().forward()` and overridden methods',
    source: `
class Base(nn.Module):
    def __init__(self, width):
        super(Base, self).__init__()
        self.conv = nn.Conv2d(3, width, 3)
        self.act = self.make_act()
    def make_act(self):
        return nn.ReLU()
    def forward(self, x):
        return self.act(self.conv(x))
class Net(Base):
    def __init__(self):
        super().__init__(width=4)
    def make_act(self):
        return nn.Tanh()
    def forward(self, x):
        return super().forward(x).flatten(1)`,
    layers: [conv, 'act Tanh 2×4×7×5', 'flatten Flatten 2×140'],
  },
  {
    name: '`*args`, `**kwargs` and default values',
    source: `
class Block(nn.Sequential):
    def __init__(self, *widths, act=nn.ReLU, **more):
        super().__init__(nn.Conv2d(*widths, 3, **more), act())
class Net(nn.Module):
    def __init__(self, *args, width=4, **kwargs):
        super().__init__()
        settings = dict(bias=False, padding=1)
        self.block = Block(3, width, stride=2, **settings)
    def forward(self, x):
        return self.block(x)`,
    layers: ['block.0 Conv2d 2×4×5×4', 'block.1 ReLU 2×4×5×4'],
  },
  {
    name: 'lists, tuples, dicts, `OrderedDict` and unpacking',
    source: net(
      `a, (b, *rest) = 4, [5, 6, 7]
widths = {'first': a, **{'last': rest[-1]}}
self.body = nn.Sequential(OrderedDict([('conv', nn.Conv2d(3, widths['first'], 3)), ('more', nn.Conv2d(4, widths['last'], (3, 2)))]))`,
      'return self.body(x)',
    ),
    layers: ['body.conv Conv2d 2×4×7×5', 'body.more Conv2d 2×7×5×4'],
  },
  {
    name: 'comprehensions and generator expressions',
    source: net(
      `widths = [3] + [2 * k for k in range(1, 6) if k % 2 == 0]
self.convs = nn.Sequential(*(nn.Conv2d(a, b, 2) for a, b in zip(widths, widths[1:])))
self.heads = nn.ModuleDict({f'head{k}': nn.Conv2d(8, k, 1) for k in {2, 3}})`,
      'return torch.cat([head(self.convs(x)) for head in self.heads.values()], 1)',
    ),
    layers: [
      'convs.0 Conv2d 2×4×8×6',
      'convs.1 Conv2d 2×8×7×5',
      'heads.head2 Conv2d 2×2×7×5',
      'convs.0_1 Conv2d 2×4×8×6 [convs.0.weight]',
      'convs.1_1 Conv2d 2×8×7×5 [convs.1.weight]',
      'heads.head3 Conv2d 2×3×7×5',
      'cat Cat 2×5×7×5',
    ],
  },
  {
    name: 'f-strings, `%`, `format` and string methods',
    source: net(
      `for k in range(2):
    setattr(self, f'conv{k + 1:02d}', nn.Conv2d(3, 3, 1))
self.add_module('%s_%d' % ('act', 1), nn.ReLU())
self.add_module('{}-{name}'.format('b', name='c').upper().lower().replace('-', '_'), nn.Tanh())`,
      "return self.b_c(getattr(self, 'act_1')(self.conv02(self.conv01(x))))",
    ),
    layers: ['conv01 Conv2d 2×3×9×7', 'conv02 Conv2d 2×3×9×7', 'act_1 ReLU 2×3×9×7', 'b_c Tanh 2×3×9×7'],
  },
  {
    name: 'lambdas, nested functions and closures',
    source: net(
      `make = lambda n, k=3: nn.Conv2d(3, n, k)
def wrap(layer):
    count = 0
    def inner():
        nonlocal count
        count += 1
        return nn.Sequential(layer, nn.ReLU())
    return inner()
self.body = wrap(make(4))`,
      'return self.body(x)',
    ),
    layers: ['body.0 Conv2d 2×4×7×5', 'body.1 ReLU 2×4×7×5'],
  },
  {
    name: '`for`, `while`, `break`, `continue`, `else`',
    source: net(
      `layers, width = [], 3
while width < 12:
    layers.append(nn.Conv2d(width, width * 2, 2))
    width *= 2
for k in range(5):
    if k == 0: continue
    if k == 2: break
    layers += [nn.ReLU()]
else:
    layers = []
self.body = nn.Sequential(*layers)`,
      'return self.body(x)',
    ),
    layers: ['body.0 Conv2d 2×6×8×6', 'body.1 Conv2d 2×12×7×5', 'body.2 ReLU 2×12×7×5'],
  },
  {
    name: '`if`, conditional expressions and `match` on known values',
    source: net(
      `kind = 'tanh'
match kind:
    case 'relu' | 'elu':
        self.act = nn.ReLU()
    case _:
        self.act = nn.Tanh()
self.pool = nn.MaxPool2d(2) if kind != 'relu' and not False else None`,
      `x = self.act(x)
if self.pool is not None:
    x = self.pool(x)
return x`,
    ),
    layers: ['act Tanh 2×3×9×7', 'pool MaxPool2d 2×3×4×3'],
  },
  {
    name: '`range`, `zip`, `enumerate`, `len`, `reversed`, `sorted`, `map`, `sum`, `min`, `max`',
    source: net(
      `widths = sorted([6, 4], reverse=True)
last = 3
for k, (w, s) in enumerate(zip(reversed(widths), map(int, '12'))):
    self.add_module(str(k), nn.Conv2d(last, w, len(widths), stride=s))
    last = w
self.head = nn.Conv2d(max(widths), sum(widths) - min(widths), 1)`,
      `for child in self.children():
    x = child(x)
return x`,
    ),
    layers: ['0 Conv2d 2×4×8×6', '1 Conv2d 2×6×4×3', 'head Conv2d 2×6×4×3'],
  },
  {
    name: '`getattr`, `hasattr`, `isinstance`, `functools.partial`, `math`',
    source: net(
      `norm = partial(nn.BatchNorm2d, eps=1e-3)
self.conv = nn.Conv2d(3, int(math.ceil(3.5)), 3)
self.norm = norm(self.conv.out_channels)
self.act = getattr(nn, 'ReLU')()`,
      `for m in self.modules():
    if isinstance(m, (nn.Conv2d, nn.BatchNorm2d)):
        x = m(x)
return self.act(x) if hasattr(self, 'act') else x`,
    ),
    layers: [conv, 'norm BatchNorm2d 2×4×7×5', 'act ReLU 2×4×7×5'],
  },
  {
    name: 'module constants and config tables',
    source: `
CFG = {'A': [4, 'M', 6], 'B': [8]}
WIDTH: int = 3
def make_layers(cfg):
    layers, width = [], WIDTH
    for v in cfg:
        if v == 'M':
            layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
        else:
            layers += [nn.Conv2d(width, v, kernel_size=3, padding=1), nn.ReLU(inplace=True)]
            width = v
    return nn.Sequential(*layers)
class Net(nn.Module):
    def __init__(self, name='A'):
        super().__init__()
        self.features = make_layers(CFG[name])
    def forward(self, x):
        return self.features(x)`,
    layers: [
      'features.0 Conv2d 2×4×9×7',
      'features.1 ReLU 2×4×9×7',
      'features.2 MaxPool2d 2×4×4×3',
      'features.3 Conv2d 2×6×4×3',
      'features.4 ReLU 2×6×4×3',
    ],
  },
  {
    name: '`_make_layer` with a block class as argument',
    source: `
class Block(nn.Module):
    expansion = 2
    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super().__init__()
        self.conv = nn.Conv2d(inplanes, planes * self.expansion, 3, stride, 1)
        self.downsample = downsample
    def forward(self, x):
        identity = x
        out = self.conv(x)
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return F.relu(out)
class Net(nn.Module):
    def __init__(self, block=Block, layers=(2,)):
        super().__init__()
        self.inplanes = 3
        self.layer1 = self._make_layer(block, 4, layers[0], stride=2)
    def _make_layer(self, block, planes, blocks, stride=1):
        downsample = None
        if stride != 1 or self.inplanes != planes * block.expansion:
            downsample = nn.Conv2d(self.inplanes, planes * block.expansion, 1, stride)
        layers = [block(self.inplanes, planes, stride, downsample)]
        self.inplanes = planes * block.expansion
        for _ in range(1, blocks):
            layers.append(block(self.inplanes, planes))
        return nn.Sequential(*layers)
    def forward(self, x):
        return self.layer1(x)`,
    layers: [
      'layer1.0.conv Conv2d 2×8×5×4',
      'layer1.0.downsample Conv2d 2×8×5×4',
      'add Add 2×8×5×4',
      'relu ReLU 2×8×5×4',
      'layer1.1.conv Conv2d 2×8×5×4',
      'add_1 Add 2×8×5×4',
      'relu_1 ReLU 2×8×5×4',
    ],
  },
  {
    name: '`nn.Sequential`: indices, slices, `append`, iteration, subclasses',
    source: net(
      `self.a = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 1), nn.Tanh())
self.b = nn.Sequential()
self.b.add_module('pool', nn.MaxPool2d(2))
self.b.append(nn.ReLU6())`,
      `x = self.a[:2](x)
x = self.a[-1](x)
for layer in self.b:
    x = layer(x)
return x`,
    ),
    layers: [
      'a.0 Conv2d 2×4×7×5',
      'a.1 ReLU 2×4×7×5',
      'a.3 Tanh 2×4×7×5',
      'b.pool MaxPool2d 2×4×3×2',
      'b.1 ReLU6 2×4×3×2',
    ],
  },
  {
    name: '`nn.ModuleList` and `nn.ModuleDict`',
    source: net(
      `self.convs = nn.ModuleList([nn.Conv2d(3, 3, k, padding=k // 2) for k in (1, 3)])
self.convs.extend([nn.Conv2d(3, 3, 5, padding=2)])
self.acts = nn.ModuleDict({'relu': nn.ReLU()})
self.acts['tanh'] = nn.Tanh()`,
      `outs = [conv(x) for conv in self.convs]
return torch.cat([self.acts['tanh'](out) for i, out in enumerate(outs) if i < len(self.convs) - 1], dim=1)`,
    ),
    layers: [
      'convs.0 Conv2d 2×3×9×7',
      'convs.1 Conv2d 2×3×9×7',
      'acts.tanh Tanh 2×3×9×7',
      'acts.tanh_1 Tanh 2×3×9×7',
      'cat Cat 2×6×9×7',
    ],
  },
  {
    name: '`add_module`, `register_buffer`, `register_parameter`',
    source: net(
      `self.add_module('conv', nn.Conv2d(3, 4, 3))
self.register_buffer('mean', torch.full((1, 4, 1, 1), 0.5))
self.register_parameter('scale', nn.Parameter(torch.ones(4, 1, 1)))`,
      'return (self.conv(x) - self.mean) * self.scale',
    ),
    layers: [conv, 'mean Buffer 1×4×1×1 [mean]', 'sub Sub 2×4×7×5', 'scale Parameter 4×1×1 [scale]', 'mul Mul 2×4×7×5'],
  },
  {
    name: '`nn.Parameter`, by itself and in `F.linear`, `F.conv2d`',
    source: net(
      `self.gamma = nn.Parameter(1e-6 * torch.ones(3, 1, 1))
self.weight = nn.Parameter(torch.empty(4, 3, 3, 3))
nn.init.kaiming_normal_(self.weight)`,
      'return F.conv2d(x * self.gamma, self.weight, stride=2)',
    ),
    layers: ['gamma Parameter 3×1×1 [gamma]', 'mul Mul 2×3×9×7', 'conv2d Conv2d 2×4×4×3 [weight]'],
  },
  {
    name: 'factory functions, and a call as `--model`',
    source: `
class Net(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.body = nn.Sequential(*[nn.Conv2d(3 if k == 0 else width, width, 1) for k in range(depth)])
    def forward(self, x):
        return self.body(x)
def _net(depth, **kwargs):
    return Net(depth=depth, **kwargs)
def small(pretrained: bool = False, progress: bool = True, **kwargs):
    model = _net(2, **kwargs)
    if pretrained:
        model.load_state_dict(torch.load('small.pth'))
    return model`,
    model: 'small(width=4)',
    layers: ['body.0 Conv2d 2×4×9×7', 'body.1 Conv2d 2×4×9×7'],
  },
  {
    name: 'walrus, type hints, docstrings, decorators',
    source: `
class Net(nn.Module):
    """Says what it is: (not code."""
    layers: List[nn.Module]
    def __init__(self, width: Optional[int] = None) -> None:
        super().__init__()
        if (n := width or 4) > 3:
            self.conv: nn.Module = nn.Conv2d(3, n, 3)
    @torch.no_grad()
    @staticmethod
    def name() -> str:
        return 'conv'
    @property
    def first(self):
        return getattr(self, self.name())
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.first(x)`,
    layers: [conv],
  },
  {
    name: 'dataclass and named tuple configs, enums',
    source: `
from dataclasses import dataclass, field
from typing import NamedTuple
from enum import Enum
class Act(Enum):
    RELU = 'relu'
    TANH = 'tanh'
class Stage(NamedTuple):
    width: int
    kernel: int = 3
@dataclass
class Config:
    width: int = 4
    stages: list = field(default_factory=lambda: [Stage(4), Stage(width=5, kernel=2)])
    act: Act = Act.TANH
class Net(nn.Module):
    def __init__(self, config: Config = Config()):
        super().__init__()
        last = 3
        self.convs = nn.ModuleList()
        for stage in config.stages:
            self.convs.append(nn.Conv2d(last, stage.width, stage.kernel))
            last, _ = stage
        self.act = {Act.RELU: nn.ReLU, Act.TANH: nn.Tanh}[config.act]()
    def forward(self, x):
        for conv in self.convs:
            x = self.act(conv(x))
        return x`,
    layers: ['convs.0 Conv2d 2×4×7×5', 'act Tanh 2×4×7×5', 'convs.1 Conv2d 2×5×6×4', 'act_1 Tanh 2×5×6×4'],
  },
  {
    name: 'imports from files of the same workspace',
    source: `
from blocks.conv import ConvAct as Block
from . import settings
import blocks.conv
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(3, settings.WIDTH)
        self.b = blocks.conv.ConvAct(settings.WIDTH, 5)
    def forward(self, x):
        return self.b(self.a(x))`,
    files: {
      '/p/settings.py': 'WIDTH = 4',
      '/p/blocks/conv.py':
        'import torch.nn as nn\nfrom .act import act\nclass ConvAct(nn.Sequential):\n    def __init__(self, a, b):\n        super().__init__(nn.Conv2d(a, b, 3), act())\n',
      '/p/blocks/act.py': 'import torch.nn\ndef act():\n    return torch.nn.SiLU()\n',
    },
    layers: ['a.0 Conv2d 2×4×7×5', 'a.1 SiLU 2×4×7×5', 'b.0 Conv2d 2×5×5×3', 'b.1 SiLU 2×5×5×3'],
  },
  {
    name: '`torch.utils.checkpoint`, `nn.init`, `apply`, `requires_grad`',
    source: `
import torch.utils.checkpoint as cp
def init(m):
    if isinstance(m, nn.Conv2d):
        nn.init.kaiming_normal_(m.weight, mode='fan_out', nonlinearity='relu')
        nn.init.constant_(m.bias, 0)
        m.bias.data.zero_()
${net(
  `self.conv = nn.Conv2d(3, 4, 3)
self.apply(init)
for p in self.parameters():
    p.requires_grad = False`,
  `if self.training and x.requires_grad:
    return cp.checkpoint(self.conv, x)
return self.conv(x)`,
)}`,
    layers: [conv],
  },
  {
    name: '`F.*`, `torch.*` and methods of tensors',
    source: net(
      'self.conv = nn.Conv2d(3, 4, 3)',
      `x = F.relu(self.conv(x), inplace=True)
x = F.max_pool2d(x, 2)
x = torch.tanh(x).sigmoid()
x = F.dropout(x, p=0.3, training=self.training)
x = F.adaptive_avg_pool2d(x, (1, 1)).squeeze(-1).squeeze(2)
return F.log_softmax(x, dim=1)`,
    ),
    layers: [
      conv,
      'relu ReLU 2×4×7×5',
      'max_pool2d MaxPool2d 2×4×3×2',
      'tanh Tanh 2×4×3×2',
      'sigmoid Sigmoid 2×4×3×2',
      'dropout Dropout 2×4×3×2',
      'adaptive_avg_pool2d AdaptiveAvgPool2d 2×4×1×1',
      'squeeze Squeeze 2×4×1',
      'squeeze_1 Squeeze 2×4',
      'log_softmax LogSoftmax 2×4',
    ],
  },
  {
    name: '`view`, `size`, `shape` and arithmetic on shapes',
    source: net(
      'self.fc = nn.Linear(3 * 9 * 7, 5)',
      `b, c, *spatial = x.shape
assert c == x.size(1) and len(spatial) == 2
n = x.numel() // b
x = x.view(-1, n).reshape(x.size(0), -1)
return self.fc(x.view(b, c * spatial[0] * x.shape[-1] // (3 * 9)))`,
    ),
    layers: ['view View 2×189', 'reshape View 2×189', 'view_1 View 2×189', 'fc Linear 2×5'],
  },
  {
    name: 'residual sums, `torch.cat`, arithmetic with numbers',
    source: net(
      'self.conv = nn.Conv2d(3, 3, 3, padding=1)',
      `y = self.conv(x)
y += x
z = 1 - y * 0.5
return torch.cat((y, z / 2), dim=1)`,
    ),
    layers: [
      'conv Conv2d 2×3×9×7',
      'add Add 2×3×9×7',
      'mul Mul 2×3×9×7',
      'neg Neg 2×3×9×7',
      'sub Add 2×3×9×7',
      'div Div 2×3×9×7',
      'cat Cat 2×6×9×7',
    ],
  },
  {
    name: 'slicing, `chunk`, `split`, `permute`, `transpose`, `unsqueeze`',
    source: net(
      'self.conv = nn.Conv2d(3, 4, 1)',
      `a, b = self.conv(x).chunk(2, dim=1)
c, d = torch.split(a, [1, 1], 1)
y = torch.cat([c[:, :, ::2], d[:, :, 1::2], b[..., :2, None][:, :, :, 0, :]], 2) if False else c[:, 0, 1:, -3:]
return (y.unsqueeze(1) * b[:, :1, :8, :3]).permute(0, 2, 3, 1).transpose(1, 2)`,
    ),
    layers: [
      'conv Conv2d 2×4×9×7',
      'chunk Chunk 2×2×9×7',
      'chunk_1 Chunk 2×2×9×7',
      'split Slice 2×1×9×7',
      'getitem Select 2×9×7',
      'getitem_1 Slice 2×8×7',
      'getitem_2 Slice 2×8×3',
      'unsqueeze Unsqueeze 2×1×8×3',
      'getitem_3 Slice 2×1×9×7',
      'getitem_4 Slice 2×1×8×7',
      'getitem_5 Slice 2×1×8×3',
      'mul Mul 2×1×8×3',
      'permute Permute 2×8×3×1',
      'transpose Transpose 2×3×8×1',
    ],
  },
  {
    name: '`if self.training`',
    source: net(
      'self.conv, self.aux = nn.Conv2d(3, 4, 3), nn.Conv2d(4, 2, 1)',
      `x = self.conv(x)
if self.training:
    return x, self.aux(x)
return x`,
    ),
    mode: 'eval',
    layers: [conv],
  },
  {
    name: 'a module called several times: its weights are shared',
    source: net(
      'self.conv = nn.Conv2d(3, 3, 3, padding=1)',
      `for _ in range(3):
    x = F.relu(self.conv(x))
return x`,
    ),
    layers: [
      'conv Conv2d 2×3×9×7',
      'relu ReLU 2×3×9×7',
      'conv_1 Conv2d 2×3×9×7 [conv.weight]',
      'relu_1 ReLU 2×3×9×7',
      'conv_2 Conv2d 2×3×9×7 [conv.weight]',
      'relu_2 ReLU 2×3×9×7',
    ],
  },
  {
    name: '`try`, `assert`, `raise`, `with`, `del`, `global`',
    source: net(
      `try:
    raise ValueError('no')
except (ValueError, KeyError) as e:
    width = len(str(e)) + 2
finally:
    count()
del width2
assert width == 4, f'{width} is not 4'
self.conv = nn.Conv2d(3, width, 3)`,
      `with torch.no_grad():
    y = x.shape[0]
if y != 2:
    raise RuntimeError('batch')
return self.conv(x)`,
      `
total = 0
width2 = 1
def count():
    global total
    total += 1`,
    ).replace('del width2\n', ''),
    layers: [conv],
  },
  {
    name: 'NumPy-like constants: `torch.linspace`, `torch.arange`, `.item()`, `.tolist()`',
    source: net(
      `rates = [r.item() for r in torch.linspace(0, 0.2, 3)]
widths = (torch.arange(2) * 2 + 4).int().tolist()
self.drop = nn.Dropout(rates[1])
self.conv = nn.Conv2d(3, widths[0], 3)`,
      'return self.drop(self.conv(x))',
    ),
    layers: [conv, 'drop Dropout 2×4×7×5'],
  },
];

export const inputOf = ({ input = INPUT }: Construct): readonly number[] => input;
