/** What shape a model's input has, where nobody says: from the file, or by trying what fits. */
import type { Shape } from '../../engine/tensor';
import type { Block, Expression } from '../python/ast';

export interface Guess {
  readonly shape: Shape;
  /** Completes "shape …": `from torch.randn in line 40` */
  readonly from: string;
  /** The file says nothing; it is only what fits. */
  readonly tried?: true;
}

/** Samples in a batch: two, so that what mixes samples shows. */
const BATCH = 2;

const dataSets: readonly (readonly [RegExp, string, Shape])[] = [
  [/\b(?:(?:Fashion|E|K|Q)?MNIST|fashion_?mnist|mnist)\b/i, 'MNIST', [1, 28, 28]],
  [/\bCIFAR[-_ ]?100?\b/i, 'CIFAR', [3, 32, 32]],
  [/\bSVHN\b/i, 'SVHN', [3, 32, 32]],
  [/\bSTL[-_ ]?10\b/i, 'STL10', [3, 96, 96]],
  [/\btiny[-_ ]?imagenet\b/i, 'Tiny ImageNet', [3, 64, 64]],
  [/\bimagenet(?:[-_ ]?1k)?\b/i, 'ImageNet', [3, 224, 224]],
];

/** The sizes that pictures usually have, the most usual first. */
const usualSizes = [
  224, 32, 28, 64, 96, 128, 227, 299, 256, 48, 112, 160, 192, 384, 512, 16, 8, 100, 150, 200, 300, 40, 80,
];

/** Guesses in the order in which they are tried; the first that fits is taken. */
export function guesses(
  text: string,
  body: Block,
  channels: number | undefined,
  features: number | undefined,
): Guess[] {
  const made: Guess[] = examplesIn(text, body);
  // A network of fully connected layers alone takes vectors, or flattens pictures itself.
  for (const [pattern, name, shape] of dataSets) {
    const named = pattern.exec(text);
    if (named) made.push({ shape: [BATCH, ...shape], from: `from ${name} in line ${lineIn(text, named.index)}` });
  }
  if (features !== undefined) {
    made.push({ shape: [BATCH, features], from: 'from the first Linear' });
    const side = Math.sqrt(features);
    if (Number.isInteger(side)) made.push({ shape: [BATCH, 1, side, side], from: 'from the first Linear' });
  }
  for (const c of channels === undefined ? [3, 1] : [channels]) {
    for (const size of usualSizes) made.push({ shape: [BATCH, c, size, size], ...byTrying });
  }
  for (const c of channels === undefined ? [3] : [channels]) {
    for (let size = 4; size <= 300; size += 4) made.push({ shape: [BATCH, c, size, size], ...byTrying });
  }
  return made;
}

const byTrying = { from: 'found by trying what fits', tried: true } as const;

const lineIn = (text: string, at: number): number => text.slice(0, at).split('\n').length;

const makers = new Set(['randn', 'rand', 'ones', 'zeros', 'empty']);

/** `torch.randn(1, 3, 32, 32)` outside of classes, and `summary(net, (3, 32, 32))`. */
function examplesIn(text: string, body: Block): Guess[] {
  const found: Guess[] = [];
  const lineOf = (at: number): number => lineIn(text, at);
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const node = value as Expression | { readonly kind: 'class' };
      if (node.kind === 'class') return;
      if (node.kind === 'call') {
        const name =
          node.callee.kind === 'attribute' ? node.callee.name : node.callee.kind === 'name' ? node.callee.id : '';
        const sizes = integersOf(node.args.map((argument) => argument.value));
        if (makers.has(name) && sizes && sizes.length >= 2)
          found.push({ shape: [BATCH, ...sizes.slice(1)], from: `from ${name}() in line ${lineOf(node.from)}` });
        for (const { name: key, value: given } of node.args) {
          const inner = given.kind === 'tuple' ? integersOf(given.items) : undefined;
          if (inner && inner.length === 3 && (name === 'summary' || key === 'input_size')) {
            found.push({ shape: [BATCH, ...inner], from: `from ${name}() in line ${lineOf(node.from)}` });
          }
        }
      }
      Object.values(value).forEach(visit);
    }
  };
  visit(body);
  return found.filter(({ shape }) => shape.length === 4).concat(found.filter(({ shape }) => shape.length !== 4));
}

function integersOf(expressions: readonly Expression[]): number[] | undefined {
  const flat = expressions.length === 1 && expressions[0]!.kind === 'tuple' ? expressions[0]!.items : expressions;
  const all = flat.map((one) => (one.kind === 'integer' && one.value >= 1 ? one.value : NaN));
  return all.length > 0 && all.every((one) => one >= 1) ? all : undefined;
}
