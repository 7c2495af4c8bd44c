/** `gradlens gradients FILE --out F`: one pass forward and backward, written as a file of tensors. */
import { writeFile } from 'node:fs/promises';
import type { Argv, ArgumentsCamelCase } from 'yargs';
import { parameterKey } from '../engine/instantiate';
import type { Tensor } from '../engine/tensor';
import { gradientOf } from '../engine/sharing';
import { passOver, type Trace } from '../engine/trace';
import { extensionOf } from '../formats/filePath';
import { writeNpz } from '../formats/tensors/npz';
import { writeSafetensors } from '../formats/tensors/safetensors';
import { withCommon, type CommonArguments } from './commonOptions';
import { badOption, CliFailure, type ExitCode } from './failure';
import { formatCount } from './numbers';
import { openDefinition } from './openDefinition';

export const gradientsOptions = (yargs: Argv) =>
  withCommon(
    yargs.option('out', {
      type: 'string',
      demandOption: true,
      requiresArg: true,
      describe: 'file to write, .safetensors or .npz',
    }),
  );

export async function gradients(args: ArgumentsCamelCase<CommonArguments & { out: string }>): Promise<ExitCode> {
  const { out } = args;
  const write = { safetensors: writeSafetensors, npz: writeNpz }[extensionOf(out)];
  if (!write) throw badOption(`--out must end in .safetensors or .npz, but is ${out}.`);
  const { model } = await openDefinition(args);
  const tensors = gradientsOf(passOver(model));
  try {
    await writeFile(out, write(tensors));
  } catch (failure) {
    throw new CliFailure(`gradlens: error: ${out} cannot be written: ${(failure as Error).message}`);
  }
  process.stdout.write(`${out}: ${formatCount(tensors.size)} tensors\n`);
  return 0;
}

/** `loss`, `<layer>.output`, `<layer>.delta`, `<parameter>.grad`, `input.grad` */
export function gradientsOf(trace: Trace): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  if (trace.loss) tensors.set('loss', { shape: [], data: Float64Array.of(trace.loss.value) });
  for (const [index, { output, delta, back }] of trace.layers.entries()) {
    const layer = trace.model.network.layers[index]!;
    tensors.set(`${layer.name}.output`, output);
    if (delta) tensors.set(`${layer.name}.delta`, delta);
    for (const parameter of Object.keys(back?.parameters ?? {})) {
      const gradient = gradientOf(trace, { layer: index, parameter });
      if (gradient) tensors.set(`${parameterKey(layer, parameter)}.grad`, gradient);
    }
  }
  if (trace.inputDelta) tensors.set('input.grad', trace.inputDelta);
  return tensors;
}
