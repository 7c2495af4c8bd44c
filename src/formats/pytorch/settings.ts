/** What a run needs besides the model: from the comment, from overrides, or assumed. */
import { hint, problem, type Path, type Problem } from '../../engine/problem';
import { lossTypes } from '../../engine/registry';
import type { Shape } from '../../engine/tensor';
import type { Overrides } from '../definition';
import type { DataSetting, FilesSetting, Placed } from '../numbers/settings';
import { evaluateLiteral } from './literal';
import { shapeIn, type RunSettings } from './runSettings';

export interface Run {
  readonly model: string | undefined;
  readonly shape: Placed<Shape> | undefined;
  readonly data: Placed<DataSetting | FilesSetting> | undefined;
  readonly target: Placed<DataSetting> | undefined;
  readonly loss: Placed<{ readonly type: string; readonly settings: { readonly [name: string]: unknown } }> | undefined;
  readonly weights: Placed<string> | undefined;
  readonly seed: number;
  readonly mode: 'train' | 'eval';
}

/** Where their problems are shown: a path is the name of a setting. */
const at = (name: string): Path => [name];

export function runOf(stated: RunSettings, overrides: Overrides, problems: Problem[]): Run {
  const { input, target, loss, weights, seed, mode } = stated;
  const shape = input && shapeIn(input.text);
  const isFile = input && !shape && /\.\w+["']?$/.test(input.text);
  if (input && !shape && !isFile && !overrides.inputShape && !overrides.input) {
    problems.push(
      problem(at('input'), `"input" must be a shape, such as (2, 3, 32, 32), or a file, but is ${input.text}.`),
    );
  }
  const own: Placed<DataSetting> | undefined = isFile
    ? { value: { kind: 'file', path: unquoted(input.text) }, at: at('input') }
    : undefined;
  return {
    model: overrides.model ?? stated.model?.text,
    shape: overrides.inputShape ? { value: overrides.inputShape, at: [] } : shape && { value: shape, at: at('input') },
    data:
      overrides.input === undefined
        ? overrides.inputShape
          ? undefined
          : own
        : { value: { kind: 'file', path: overrides.input }, at: [] },
    target: overrides.target === undefined ? target && readTarget(target.text, problems) : targetOf(overrides.target),
    loss:
      overrides.loss === undefined
        ? loss && readLoss(loss.text, problems)
        : { value: { type: overrides.loss, settings: {} }, at: [] },
    weights:
      overrides.weights === undefined
        ? weights && { value: unquoted(weights.text), at: at('weights') }
        : { value: overrides.weights, at: [] },
    seed: overrides.seed ?? readSeed(seed?.text, problems),
    mode: overrides.mode ?? readMode(mode?.text, problems),
  };
}

const unquoted = (text: string): string => text.replace(/^["']|["']$/g, '');

const targetOf = (target: readonly number[] | string): Placed<DataSetting> => ({
  value: typeof target === 'string' ? { kind: 'file', path: target } : { kind: 'inline', value: target },
  at: [],
});

function readTarget(text: string, problems: Problem[]): Placed<DataSetting> | undefined {
  const value = evaluateLiteral(text.includes(',') && !/^[[(]/.test(text) ? `[${text}]` : text);
  if (typeof value === 'number' || Array.isArray(value)) return { value: { kind: 'inline', value }, at: at('target') };
  if (typeof value === 'string' || /^[\w./-]+\.\w+$/.test(text))
    return { value: { kind: 'file', path: unquoted(text) }, at: at('target') };
  problems.push(problem(at('target'), `"target" must be class indices, such as [3, 1], or a file, but is ${text}.`));
  return undefined;
}

/** `CrossEntropyLoss` or `CrossEntropyLoss(reduction='sum')` */
function readLoss(text: string, problems: Problem[]): Run['loss'] {
  const [, type, inner] = /^(?:nn\.|torch\.nn\.)?(\w+)\s*(?:\(([\s\S]*)\))?$/.exec(text) ?? [];
  if (type === undefined) {
    problems.push(problem(at('loss'), `"loss" must be the name of a loss, such as CrossEntropyLoss, but is ${text}.`));
    return undefined;
  }
  const known = lossTypes();
  if (!known.includes(type)) {
    problems.push(problem(at('loss'), `There is no loss "${type}".${hint(type, known)}`));
    return undefined;
  }
  const settings: { [name: string]: unknown } = {};
  for (const [, name, value] of (inner ?? '').matchAll(/(\w+)\s*=\s*('[^']*'|"[^"]*"|\[[^\]]*\]|[^,]+)/g))
    settings[name!] = evaluateLiteral(value!.trim());
  return { value: { type, settings }, at: at('loss') };
}

function readSeed(text: string | undefined, problems: Problem[]): number {
  if (text === undefined) return 0;
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < 2 ** 32) return seed;
  problems.push(problem(at('seed'), `"seed" must be an integer from 0 to 4294967295, but is ${text}.`));
  return 0;
}

function readMode(text: string | undefined, problems: Problem[]): 'train' | 'eval' {
  if (text === undefined || text === 'train' || text === 'eval') return text ?? 'train';
  problems.push(problem(at('mode'), `"mode" must be train or eval, but is ${text}.`));
  return 'train';
}

/** The loss that the file itself names, else the one that goes with the last layer. */
export function usualLoss(source: string, last: string | undefined, output: Shape | undefined): string {
  const known = lossTypes();
  for (const [, name] of source.matchAll(/\bnn\.(\w+Loss)\b/g))
    if (known.includes(name!) && name !== 'KLDivLoss') return name!;
  if (/\bF\.cross_entropy\b/.test(source)) return 'CrossEntropyLoss';
  if (/\bF\.nll_loss\b/.test(source) || last === 'LogSoftmax') return 'NLLLoss';
  if (/\bF\.mse_loss\b/.test(source)) return 'MSELoss';
  if (last === 'Sigmoid') return 'BCELoss';
  return output?.length === 2 ? 'CrossEntropyLoss' : 'MSELoss';
}
