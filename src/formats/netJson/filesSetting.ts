/** Files as `"data"`: `["a.png", "b.png"]`, or `{ "file": …, "resize": [224, 224], "mean": …, "std": … }`. */
import { problem, type Path, type Problem } from '../../engine/problem';
import type { FilesSetting } from '../numbers/settings';
import { fileKeys } from './topLevel';
import { checkKeys, isObject, show } from './values';

/** Undefined where this is no such setting at all; without `setting` where it is a wrong one. */
export function readFilesSetting(
  value: unknown,
  at: Path,
  problems: Problem[],
): { readonly setting: FilesSetting | undefined } | undefined {
  if (isTexts(value)) return { setting: { kind: 'files', paths: value } };
  if (!isObject(value) || !('file' in value)) return undefined;
  const found = problems.length;
  checkKeys(value, Object.keys(fileKeys), at, '"data"', problems);
  const { file } = value;
  const paths = typeof file === 'string' ? [file] : isTexts(file) ? file : undefined;
  if (!paths) problems.push(problem([...at, 'file'], `"file" must be a file or several, but is ${show(file)}.`));
  const read = <T>(
    key: keyof typeof fileKeys,
    isRight: (given: unknown) => given is T,
    what: string,
  ): T | undefined => {
    const given = value[key];
    if (given === undefined || isRight(given)) return given;
    problems.push(problem([...at, key], `"${key}" must be ${what}, but is ${show(given)}.`));
    return undefined;
  };
  const samples = read('samples', isSamples, 'a list of indices from 0');
  const resize = read('resize', isSize, 'two integers ≥ 1, rows and columns');
  const scale = read('scale', isFactor, 'a number other than 0');
  const mean = listOf(read('mean', isNumberOrList, 'a number, or one for each channel'));
  const std = listOf(read('std', isNumberOrList, 'a number, or one for each channel'));
  if (std?.includes(0)) problems.push(problem([...at, 'std'], '"std" divides, so it cannot be 0.'));
  if (!paths || problems.length > found) return { setting: undefined };
  return {
    setting: {
      kind: 'files',
      paths,
      ...(samples ? { samples } : {}),
      ...(resize ? { resize } : {}),
      ...(scale === undefined ? {} : { scale }),
      ...(mean ? { mean } : {}),
      ...(std ? { std } : {}),
    },
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '');
const isIndex = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isSamples = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every(isIndex);
const isSize = (value: unknown): value is [number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((extent) => isIndex(extent) && extent >= 1 && extent <= 8192);
const isFactor = (value: unknown): value is number => typeof value === 'number' && value !== 0;
const isNumberOrList = (value: unknown): value is number | number[] =>
  typeof value === 'number' ||
  (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number'));
const listOf = (value: number | number[] | undefined): number[] | undefined =>
  typeof value === 'number' ? [value] : value;
