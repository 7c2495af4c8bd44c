/** Options that every command takes: they beat the settings of the file. */
import { resolve } from 'node:path';
import type { ArgumentsCamelCase, Argv, InferredOptionTypes } from 'yargs';
import type { Overrides } from '../formats/definition';
import { DEFAULT_LIMITS, type CallLimits } from '../worker/userCode/watchdog';
import { badOption } from './failure';

const options = {
  model: {
    type: 'string',
    requiresArg: true,
    describe: "class, variable or call in a Python file: 'resnet18(num_classes=10)'",
  },
  'input-shape': { type: 'string', requiresArg: true, describe: 'shape of the input: 1,3,32,32' },
  input: { type: 'string', requiresArg: true, describe: 'file with the input' },
  target: { type: 'string', requiresArg: true, describe: 'class indices (3,1) or a file' },
  loss: { type: 'string', requiresArg: true, describe: 'the loss, such as MSELoss' },
  weights: { type: 'string', requiresArg: true, describe: 'file with the parameters' },
  seed: { type: 'number', requiresArg: true, describe: 'seed of everything random' },
  'time-limit': { type: 'number', requiresArg: true, describe: 'seconds that one call of your own code may take' },
  'memory-limit': { type: 'number', requiresArg: true, describe: 'megabytes that your own code may take' },
  train: { type: 'boolean', describe: 'training mode', conflicts: 'eval' },
  eval: { type: 'boolean', describe: 'evaluation mode' },
} as const;

export type CommonArguments = InferredOptionTypes<typeof options> & { file: string };

/** FILE and the common options, for a command's builder. */
export const withCommon = <T>(yargs: Argv<T>) =>
  yargs
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'network definition: *.net.json, Python source, or a model.json of Keras or TensorFlow.js',
    })
    .options(options)
    .group(
      Object.keys(options).filter((name) => !name.endsWith('-limit')),
      'In place of the settings of the file:',
    );

/** How long code of the user's own may run. */
export function callLimitsOf({ timeLimit, memoryLimit }: ArgumentsCamelCase<CommonArguments>): CallLimits {
  for (const [name, value] of Object.entries({ 'time-limit': timeLimit, 'memory-limit': memoryLimit })) {
    if (value !== undefined && !(value > 0)) throw badOption(`--${name} must be a number above 0.`);
  }
  return { seconds: timeLimit ?? DEFAULT_LIMITS.seconds, megabytes: memoryLimit ?? DEFAULT_LIMITS.megabytes };
}

/** Paths on the command line are seen from the working directory. */
export function overridesOf(args: ArgumentsCamelCase<CommonArguments>): Overrides {
  const { model, loss, seed } = args;
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw badOption('--seed must be an integer from 0 to 4294967295.');
  }
  return {
    ...(model === undefined ? {} : { model }),
    ...(args.inputShape === undefined ? {} : { inputShape: shapeOf(args.inputShape) }),
    ...(args.input === undefined ? {} : { input: resolve(args.input) }),
    ...(args.target === undefined ? {} : { target: targetOf(args.target) }),
    ...(loss === undefined ? {} : { loss }),
    ...(args.weights === undefined ? {} : { weights: resolve(args.weights) }),
    ...(seed === undefined ? {} : { seed }),
    ...(args.train ? { mode: 'train' } : args.eval ? { mode: 'eval' } : {}),
  };
}

function shapeOf(text: string): readonly number[] {
  const shape = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (shape.some((extent) => !(extent >= 1)) || size > 2 ** 28) {
    throw badOption(`--input-shape must be integers such as 1,3,32,32, but is ${text}.`);
  }
  return shape;
}

function targetOf(text: string): readonly number[] | string {
  return /^\s*-?\d+\s*(,\s*-?\d+\s*)*$/.test(text) ? text.split(',').map(Number) : resolve(text);
}
