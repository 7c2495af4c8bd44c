/** What the loss compares the output with. */
import { readNested } from '../../engine/nested';
import type { Network } from '../../engine/network';
import { problem, type Problem } from '../../engine/problem';
import { formatShape, type Shape, type Tensor } from '../../engine/tensor';
import { fileName } from '../filePath';
import { channelsSecond } from '../tensors/channelsLast';
import { pickTensor, readTensors, type DataFiles } from './dataFiles';
import { describeNonFinite } from './finite';
import type { DataSetting, Placed } from './settings';

export interface LoadedTarget {
  /** Undefined where it cannot be read or does not fit. */
  readonly tensor: Tensor | undefined;
  /** `7`, `labels.npy`, `assumed: 0` */
  readonly label: string;
}

/**
 * Never rejects; every problem is appended to `problems`.
 * @param output shape of the network's last output; undefined where it is not known, and then nothing is compared
 */
export async function loadTarget(
  setting: Placed<DataSetting> | undefined,
  files: DataFiles,
  loss: Network['loss'],
  output: Shape | undefined,
  problems: Problem[],
  channelsLast = false,
): Promise<LoadedTarget> {
  if (!setting) {
    if (!loss || !output) return { tensor: undefined, label: 'none' };
    const assumed = loss.definition.defaultTarget(output);
    const misfits = loss.definition.check(output, assumed, loss.options);
    for (const { message } of misfits) problems.push(problem(['loss'], message));
    if (misfits.length > 0) return { tensor: undefined, label: 'none' };
    return { tensor: assumed, label: `target assumed: ${describeTarget(assumed)}` };
  }
  const found = problems.length;
  const given = await readTarget(setting, files, problems);
  // Classes of places, N×H×W, have no channels.
  const isMap = given && output && given.shape.length === output.length;
  const tensor = channelsLast && isMap ? channelsSecond(given, output) : given;
  const label = setting.value.kind === 'file' ? fileName(setting.value.path) : tensor ? describeTarget(tensor) : 'none';
  if (!tensor) return { tensor: undefined, label };
  const bad = describeNonFinite(setting.value.kind === 'file' ? label : 'The target', tensor);
  if (bad) problems.push(problem([...setting.at, ...placeOf(setting, bad.index)], bad.message));
  else if (loss && output) {
    for (const { message, index } of loss.definition.check(output, tensor, loss.options)) {
      problems.push(problem([...setting.at, ...placeOf(setting, index ?? [])], message));
    }
  }
  return { tensor: loss && output && problems.length === found ? tensor : undefined, label };
}

/** An index of the tensor is a path in the definition only where the numbers stand there. */
const placeOf = ({ value }: Placed<DataSetting>, index: readonly number[]): readonly number[] =>
  value.kind === 'inline' && Array.isArray(value.value) ? index : [];

async function readTarget(
  { value, at }: Placed<DataSetting>,
  files: DataFiles,
  problems: Problem[],
): Promise<Tensor | undefined> {
  if (value.kind === 'inline') {
    // A lone number is the class of a lone sample.
    const reading = readNested(typeof value.value === 'number' ? [value.value] : value.value);
    if ('tensor' in reading) return reading.tensor;
    problems.push(problem([...at, ...reading.at], `The target ${reading.message}.`));
    return undefined;
  }
  if (value.kind === 'random') return undefined;
  const read = await readTensors(files, value.path);
  const picked = read.ok ? pickTensor(value.path, read.value, ['target', 'y', 'labels']) : read;
  if (picked.ok) return picked.value;
  problems.push(problem(at, picked.message));
  return undefined;
}

const mostShown = 8;

function describeTarget({ shape, data }: Tensor): string {
  return data.length <= mostShown ? data.join(', ') : `${formatShape(shape)} numbers`;
}
