/** The network's input: its shape, and its numbers from the definition, a file or a seed. */
import { drawNormal, drawUniform } from '../../engine/init';
import { readNested } from '../../engine/nested';
import { problem, type Path, type Problem } from '../../engine/problem';
import { mersenneTwister } from '../../engine/rng';
import { formatShape, sameShape, type Shape, type Tensor } from '../../engine/tensor';
import { fileName } from '../filePath';
import { isImageFile } from '../tensors/tensorFile';
import { pickTensor, readTensors, type DataFiles } from './dataFiles';
import { describeNonFinite } from './finite';
import type { DataSetting, Distribution, InputSetting, Placed } from './settings';

export interface LoadedInput {
  /** Undefined where neither the definition nor the data tell it. */
  readonly shape: Shape | undefined;
  readonly tensor: Tensor | undefined;
  /** `seven.png`, `random normal, seed 0` */
  readonly label: string;
  readonly image: boolean;
}

/** Never rejects; every problem is appended to `problems`. */
export async function loadInput(
  { shape, data }: InputSetting,
  files: DataFiles,
  seed: number,
  problems: Problem[],
): Promise<LoadedInput> {
  const setting: Placed<DataSetting> = data ?? {
    value: { kind: 'random', distribution: 'normal', seed: undefined },
    at: shape?.at ?? [],
  };
  if (setting.value.kind === 'random') return drawInput(setting.value, shape?.value, seed, setting.at, problems);
  const image = setting.value.kind === 'file' && isImageFile(setting.value.path);
  const label = setting.value.kind === 'file' ? fileName(setting.value.path) : 'numbers of the file';
  const given = await readInput(setting, files, shape?.value, problems);
  if (!given) return { shape: shape?.value, tensor: undefined, label, image };
  const what = image ? `${label} is a picture of` : setting.value.kind === 'file' ? `${label} is` : 'The data are';
  const tensor = fitToShape(given, image, shape?.value, setting.at, what, problems);
  const inFile = setting.value.kind === 'file';
  const bad = tensor && describeNonFinite(inFile ? label : 'The input', given);
  if (bad) problems.push(problem([...setting.at, ...(inFile ? [] : bad.index)], bad.message));
  return { shape: shape?.value ?? tensor?.shape, tensor, label, image };
}

function drawInput(
  { distribution, seed: own }: { readonly distribution: Distribution; readonly seed: number | undefined },
  shape: Shape | undefined,
  seed: number,
  at: Path,
  problems: Problem[],
): LoadedInput {
  const used = own ?? seed;
  const label = `random ${distribution}, seed ${used}`;
  if (!shape) {
    problems.push(problem(at, 'Random data need a "shape", such as [1, 3, 32, 32].'));
    return { shape: undefined, tensor: undefined, label, image: false };
  }
  const draw = distribution === 'normal' ? drawNormal : drawUniform;
  return { shape, tensor: draw(shape, mersenneTwister(used)), label, image: false };
}

async function readInput(
  { value, at }: Placed<DataSetting>,
  files: DataFiles,
  shape: Shape | undefined,
  problems: Problem[],
): Promise<Tensor | undefined> {
  if (value.kind === 'inline') {
    const reading = readNested(value.value);
    if ('tensor' in reading) return reading.tensor;
    problems.push(problem([...at, ...reading.at], `The input ${reading.message}.`));
    return undefined;
  }
  if (value.kind === 'random') return undefined;
  // A network for grey pictures gets grey, one for colour gets colour.
  const channels = shape && shape.length >= 3 && (shape.at(-3) === 1 || shape.at(-3) === 3) ? shape.at(-3) : undefined;
  const read = await readTensors(files, value.path, channels);
  const picked = read.ok ? pickTensor(value.path, read.value, ['input', 'x', 'data']) : read;
  if (picked.ok) return picked.value;
  problems.push(problem(at, picked.message));
  return undefined;
}

/** Data may leave out leading axes of 1: a 28×28 picture is an input of 1×1×28×28. */
function fitToShape(
  given: Tensor,
  image: boolean,
  shape: Shape | undefined,
  at: Path,
  what: string,
  problems: Problem[],
): Tensor | undefined {
  const target = shape ?? (image ? [1, ...given.shape] : given.shape);
  if (sameShape(withoutLeadingOnes(given.shape), withoutLeadingOnes(target)))
    return { shape: target, data: given.data };
  problems.push(problem(at, `${what} ${formatShape(given.shape)}, but "shape" says ${formatShape(target)}.`));
  return undefined;
}

function withoutLeadingOnes(shape: Shape): Shape {
  const first = shape.findIndex((extent) => extent !== 1);
  return first < 0 ? [] : shape.slice(first);
}
