/** The input shape of a model that states none: guesses are tried until the layers fit. */
import type { Shape } from '../../engine/tensor';
import type { Block } from '../python/ast';
import type { Interpreter } from '../python/interpreter';
import type { PyInstance } from '../python/values';
import type { Torch } from './context';
import { guesses, type Guess } from './inputShape';
import { namedModules } from './moduleClass';
import { trace, type Traced } from './trace';

/** The first guess that fits; else the one that gets furthest, as its problem is then the file's. */
export function shapeFor(
  vm: Interpreter,
  torch: Torch,
  root: PyInstance,
  text: string,
  body: Block,
  training: boolean,
): (Guess & { readonly fits: boolean }) | undefined {
  const { channels, features } = firstLayer(torch, root);
  let best: { readonly guess: Guess; readonly depth: number } | undefined;
  for (const guess of guesses(text, body, channels, features)) {
    const traced = trace(vm, torch, root, guess.shape, training);
    if (fits(traced, guess.shape)) return { ...guess, fits: true };
    const depth = fittingDepth(traced);
    if (!best || depth > best.depth) best = { guess, depth };
    // What fails for another reason than its size fails with every size.
    if (
      traced.failure &&
      !traced.failure.message.includes('shape') &&
      depth === traced.nodes.length &&
      !sizeMatters(traced)
    )
      break;
  }
  return best && { ...best.guess, fits: false };
}

/** Every layer has a shape, and a batch comes out as the batch that went in. */
function fits({ failure, nodes, output }: Traced, input: Shape): boolean {
  return (
    failure === undefined &&
    output?.shape !== undefined &&
    output.shape[0] === input[0] &&
    nodes.every(({ shape }) => shape)
  );
}

function fittingDepth({ nodes }: Traced): number {
  const first = nodes.findIndex(({ shape }) => shape === undefined);
  return first < 0 ? nodes.length : first;
}

/** A failure after a layer that does not fit says nothing of the file. */
const sizeMatters = ({ nodes }: Traced): boolean => nodes.some(({ shape }) => shape === undefined);

/** What the model's first layer wants of its input. */
function firstLayer(torch: Torch, root: PyInstance): { channels: number | undefined; features: number | undefined } {
  for (const [, module] of namedModules(torch, root)) {
    const layer = torch.states.get(module)?.layer;
    if (!layer) continue;
    const { in_channels: channels, in_features: features } = layer.settings;
    if (/^Conv/.test(layer.type) && typeof channels === 'number') return { channels, features: undefined };
    if (layer.type === 'Linear' && typeof features === 'number') return { channels: undefined, features };
  }
  return { channels: undefined, features: undefined };
}
