/** The network's input: its shape, and its numbers from the definition, a file or a seed. */
import { drawNormal, drawUniform } from '../../engine/init';
import { readNested } from '../../engine/nested';
import type { NetworkSummary } from '../../engine/summary';
import { problem, type Path, type Problem } from '../../engine/problem';
import { mersenneTwister } from '../../engine/rng';
import { formatShape, sameShape, sizeOf, type Shape, type Tensor } from '../../engine/tensor';
import { fileName } from '../filePath';
import { channelsSecond } from '../tensors/channelsLast';
import { isImageFile } from '../tensors/tensorFile';
import { pickTensor, readTensors, type DataFiles } from './dataFiles';
import { describeNonFinite } from './finite';
import { batchOf, prepare } from './prepare';
import type { DataSetting, Distribution, FilesSetting, InputSetting, Placed } from './settings';

export interface LoadedInput {
  /** Undefined where neither the definition nor the data tell it. */
  readonly shape: Shape | undefined;
  readonly tensor: Tensor | undefined;
  /** `seven.png`, `random normal, seed 0` */
  readonly label: string;
  readonly image: boolean;
  readonly details?: Pick<NetworkSummary['input'], 'files' | 'normalised'>;
}

/** Never rejects; every problem is appended to `problems`. */
export async function loadInput(
  { shape, data, channelsLast = false }: InputSetting,
  files: DataFiles,
  seed: number,
  problems: Problem[],
): Promise<LoadedInput> {
  const setting: Placed<DataSetting | FilesSetting> = data ?? {
    value: { kind: 'random', distribution: 'normal', seed: undefined },
    at: shape?.at ?? [],
  };
  const { value } = setting;
  if (value.kind === 'random') return drawInput(value, shape?.value, seed, setting.at, problems);
  const paths = value.kind === 'files' ? value.paths : value.kind === 'file' ? [value.path] : [];
  const image = paths.length > 0 && paths.every(isImageFile);
  const label = paths.length > 0 ? labelOf(paths) : 'numbers of the file';
  const given =
    value.kind === 'inline'
      ? readInline(value.value, setting.at, problems)
      : await readFiles(
          value.kind === 'files' ? value : { kind: 'files', paths },
          setting.at,
          files,
          shape?.value,
          channelsLast,
          problems,
        );
  if (!given) return { shape: shape?.value, tensor: undefined, label, image };
  const what = image ? `${label} is a picture of` : paths.length > 0 ? `${label} is` : 'The data are';
  const table = paths.some((path) => /\.[ct]sv$/i.test(path));
  const tensor = fitToShape(given, table, shape?.value, setting.at, what, problems);
  const bad = tensor && describeNonFinite(paths.length > 0 ? label : 'The input', given);
  if (bad) problems.push(problem([...setting.at, ...(paths.length > 0 ? [] : bad.index)], bad.message));
  const details = value.kind === 'files' || image ? detailsOf(value, paths, image) : undefined;
  return { shape: shape?.value ?? tensor?.shape, tensor, label, image, ...(details && { details }) };
}

function detailsOf(
  value: DataSetting | FilesSetting,
  paths: readonly string[],
  image: boolean,
): NonNullable<LoadedInput['details']> {
  const { samples, scale, mean, std } = value.kind === 'files' ? value : ({} as Partial<FilesSetting>);
  const names = paths.map(fileName);
  const files = samples ? samples.map((sample) => names[sample] ?? '') : names;
  const isNormalised = scale !== undefined || mean !== undefined || std !== undefined;
  return {
    ...(image && { files }),
    ...(isNormalised && { normalised: { ...(scale && { scale }), ...(mean && { mean }), ...(std && { std }) } }),
  };
}

/** `seven.png, nine.png`, of many the first: `0.png and 7 more` */
function labelOf(paths: readonly string[]): string {
  const names = paths.map(fileName);
  return names.length <= 2 ? names.join(', ') : `${names[0]} and ${names.length - 1} more`;
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

function readInline(value: unknown, at: Path, problems: Problem[]): Tensor | undefined {
  const reading = readNested(value);
  if ('tensor' in reading) return reading.tensor;
  problems.push(problem([...at, ...reading.at], `The input ${reading.message}.`));
  return undefined;
}

async function readFiles(
  setting: FilesSetting,
  at: Path,
  files: DataFiles,
  shape: Shape | undefined,
  channelsLast: boolean,
  problems: Problem[],
): Promise<Tensor | undefined> {
  // A network for grey pictures gets grey, one for colour gets colour.
  const channels = shape && shape.length >= 3 && (shape.at(-3) === 1 || shape.at(-3) === 3) ? shape.at(-3) : undefined;
  const read = await Promise.all(
    setting.paths.map(async (path) => {
      const content = await readTensors(files, path, channels);
      const picked = content.ok ? pickTensor(path, content.value, ['input', 'x', 'data']) : content;
      return { path, image: content.ok && content.value.image, picked };
    }),
  );
  const parts = read.flatMap(({ path, image, picked }) => {
    if (picked.ok) {
      const tensor = channelsLast && !image ? channelsSecond(picked.value, shape) : picked.value;
      return [{ path: fileName(path), image, tensor }];
    }
    problems.push(problem(at, picked.message));
    return [];
  });
  if (parts.length < read.length) return undefined;
  const batch = batchOf(parts, setting.resize);
  const ready = batch.ok ? prepare(batch.value, setting, shape) : batch;
  if (ready.ok) return ready.value;
  problems.push(problem(at, ready.message));
  return undefined;
}

/** Axes of 1 may be left out: a 28×28 picture is an input of 1×1×28×28. A row of a table is a sample laid flat. */
function fitToShape(
  given: Tensor,
  table: boolean,
  shape: Shape | undefined,
  at: Path,
  what: string,
  problems: Problem[],
): Tensor | undefined {
  const target = shape ?? given.shape;
  const isFlat = table && given.shape[0] === target[0] && sizeOf(given.shape) === sizeOf(target);
  if (isFlat || sameShape(withoutOnes(given.shape), withoutOnes(target))) return { shape: target, data: given.data };
  problems.push(problem(at, `${what} ${formatShape(given.shape)}, but "shape" says ${formatShape(target)}.`));
  return undefined;
}

const withoutOnes = (shape: Shape): Shape => shape.filter((extent) => extent !== 1);
