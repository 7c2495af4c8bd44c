/** The parameters of a network in a file, by `state_dict` key. */
import { problem, type Problem } from '../../engine/problem';
import type { Tensor } from '../../engine/tensor';
import { fileName } from '../filePath';
import { readTensors, type DataFiles } from './dataFiles';
import { describeNonFinite } from './finite';
import type { Placed } from './settings';

/** Never rejects; every problem is appended to `problems`. Undefined where the file cannot be read. */
export async function loadWeights(
  setting: Placed<string>,
  files: DataFiles,
  problems: Problem[],
): Promise<ReadonlyMap<string, Tensor> | undefined> {
  const { value: path, at } = setting;
  const read = await readTensors(files, path);
  if (!read.ok) {
    problems.push(problem(at, read.message));
    return undefined;
  }
  const { tensors } = read.value;
  if (tensors.has('')) {
    problems.push(
      problem(
        at,
        `${fileName(path)} holds no named tensors; weights come from .safetensors, .npz, .pt, .pth, .h5 or .keras.`,
      ),
    );
    return undefined;
  }
  for (const [key, tensor] of tensors) {
    const bad = describeNonFinite(`"${key}" in ${fileName(path)}`, tensor);
    if (bad) problems.push(problem(at, bad.message));
  }
  return tensors;
}
