/** `gradlens step FILE --lr η`: gradient descent, w ← w − η ∂C/∂w. */
import type { Argv, ArgumentsCamelCase } from 'yargs';
import type { Model } from '../engine/model';
import { gradientOf } from '../engine/sharing';
import type { Tensor } from '../engine/tensor';
import { passOver, type Trace } from '../engine/trace';
import { withCommon, type CommonArguments } from './commonOptions';
import { badOption, CliFailure, type ExitCode } from './failure';
import { watchInterrupt } from './interrupt';
import { formatValue } from './numbers';
import { openDefinition } from './openDefinition';

export const stepOptions = (yargs: Argv) =>
  withCommon(
    yargs
      .option('lr', { type: 'number', demandOption: true, requiresArg: true, describe: 'learning rate η' })
      .option('steps', { type: 'number', default: 1, requiresArg: true, describe: 'how many steps' }),
  );

type StepArguments = CommonArguments & { lr: number; steps: number };

export async function step(args: ArgumentsCamelCase<StepArguments>): Promise<ExitCode> {
  const { lr, steps } = args;
  if (!Number.isFinite(lr)) throw badOption('--lr must be a number.');
  if (!(Number.isInteger(steps) && steps >= 1)) throw badOption('--steps must be an integer ≥ 1.');
  const { model } = await openDefinition(args);
  const interrupt = watchInterrupt();
  try {
    let trace = passOver(model);
    for (let number = 1; number <= steps; number++) {
      const before = trace.loss!.value;
      trace = passOver(descend(trace, lr));
      const after = trace.loss!.value;
      process.stdout.write(`step ${number}: loss ${formatValue(before)} → ${formatValue(after)}\n`);
      await interrupt.pause();
      if (interrupt.requested()) throw new CliFailure(`Cancelled after ${number} of ${steps} steps.`, 130);
    }
  } finally {
    interrupt.release();
  }
  return 0;
}

/** The model one step further along the negative gradient; in training its running statistics go on, too. */
export function descend(trace: Trace, lr: number): Model {
  const { model } = trace;
  const parameters = model.parameters.map((own, layer) => ({
    ...Object.fromEntries(
      Object.entries(own).map(([parameter, value]) => [
        parameter,
        moved(value, gradientOf(trace, { layer, parameter }), lr),
      ]),
    ),
    ...trace.layers[layer]?.buffers,
  }));
  return { ...model, parameters };
}

function moved(value: Tensor | undefined, gradient: Tensor | undefined, lr: number): Tensor | undefined {
  if (!value || !gradient) return value;
  return { shape: value.shape, data: value.data.map((w, at) => w - lr * gradient.data[at]!) };
}
