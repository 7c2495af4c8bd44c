/** Reads PyTorch source that stands in a test. */
import { strToU8 } from 'fflate';
import { parameterKey } from '../../../src/engine/instantiate';
import type { Definition, Overrides } from '../../../src/formats/definition';
import { readPython } from '../../../src/formats/pytorch/readPython';

export type Files = { readonly [path: string]: string };

export const readSource = (text: string, overrides: Overrides = {}, files: Files = {}): Promise<Definition> => {
  const read = (path: string): Promise<Uint8Array> =>
    files[path] === undefined
      ? Promise.reject(new Error('there is no such file'))
      : Promise.resolve(strToU8(files[path]));
  return readPython({ path: '/p/model.py', text }, { read }, overrides);
};

/** `name Type output [key]`, as the network runs. */
export const layersOf = ({ network }: Definition): string[] =>
  (network?.layers ?? []).map((layer) => {
    const [parameter] = Object.keys(layer.keys ?? {});
    const key = parameter === undefined ? '' : ` [${parameterKey(layer, parameter)}]`;
    return `${layer.name} ${layer.type} ${layer.fit?.output.join('×') ?? '?'}${key}`;
  });

/** `line: message` */
export const problemsOf = ({ problems }: Definition): string[] =>
  problems.map(({ range, message }) => `${range.startLine + 1}: ${message}`);
