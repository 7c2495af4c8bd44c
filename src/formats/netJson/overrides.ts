/** Settings of the command line or the editor that beat those of the file. */
import { problem, type Path, type Problem } from '../../engine/problem';
import type { Overrides } from '../definition';
import type { DataSetting, InputSetting, Placed } from '../numbers/settings';
import type { NetJson } from './document';

/** Where their problems are shown: they stand nowhere in the file, so at its beginning. */
const atStart: Path = [];

export function withOverrides(file: NetJson, overrides: Overrides, problems: Problem[]): NetJson {
  const { loss, weights, seed, mode, model } = overrides;
  if (model !== undefined && !file.model) {
    problems.push(problem(atStart, `A model such as ${model} is chosen from Python source; this file has "layers".`));
  }
  forget(problems, 'input', overrides.input !== undefined || overrides.inputShape !== undefined);
  forget(problems, 'target', overrides.target !== undefined);
  forget(problems, 'loss', loss !== undefined);
  forget(problems, 'weights', weights !== undefined);
  forget(problems, 'seed', seed !== undefined);
  forget(problems, 'mode', mode !== undefined);
  return {
    ...file,
    input: overriddenInput(file.input, overrides),
    target: overriddenTarget(file.target, overrides.target),
    loss: loss === undefined ? file.loss : { type: loss, settings: {} },
    weights: weights === undefined ? file.weights : { value: weights, at: atStart },
    seed: seed ?? file.seed,
    mode: mode ?? file.mode,
    model: file.model && model !== undefined ? { ...file.model, expression: model } : file.model,
    isStated: (key) => overrides[key] !== undefined || file.isStated(key),
  };
}

/** What was wrong with a setting that is not used does not matter. */
function forget(problems: Problem[], key: string, overridden: boolean): void {
  if (!overridden) return;
  const left = problems.filter(({ path }) => path[0] !== key);
  problems.splice(0, problems.length, ...left);
}

/** A shape alone is a new input, drawn at random; a file alone must have the shape that the definition states. */
function overriddenInput(own: InputSetting | undefined, { inputShape, input }: Overrides): InputSetting | undefined {
  if (inputShape === undefined && input === undefined) return own;
  const shape = inputShape === undefined ? own?.shape : { value: inputShape, at: atStart };
  if (input !== undefined) return { shape, data: { value: { kind: 'file', path: input }, at: atStart } };
  return { shape, data: own?.data?.value.kind === 'random' ? own.data : undefined };
}

function overriddenTarget(
  own: Placed<DataSetting> | undefined,
  target: Overrides['target'],
): Placed<DataSetting> | undefined {
  if (target === undefined) return own;
  if (typeof target === 'string') return { value: { kind: 'file', path: target }, at: atStart };
  return { value: { kind: 'inline', value: target }, at: atStart };
}
