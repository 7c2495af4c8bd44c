/** Every construct that `docs/python.md` says is followed. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { constructs, HEAD, inputOf } from './constructs';
import { layersOf, problemsOf, readSource } from './support';

describe('PyTorch source', () => {
  it.each(constructs.map((one) => [one.name, one] as const))('follows %s', async (_name, construct) => {
    const { source, layers, model, mode = 'train', files } = construct;
    const overrides = {
      inputShape: inputOf(construct),
      mode,
      loss: 'MSELoss',
      ...(model === undefined ? {} : { model }),
    };
    const definition = await readSource(HEAD + source, overrides, files);
    expect({ layers: layersOf(definition), problems: problemsOf(definition) }).toEqual({ layers, problems: [] });
  });

  it('is documented, construct by construct', () => {
    const rows = [...readFileSync('docs/python.md', 'utf8').matchAll(/^\| followed \| (.*?)\s*\|$/gm)].map(
      ([, name]) => name,
    );
    expect(rows).toEqual(constructs.map(({ name }) => name.replaceAll('|', '\\|')));
  });
});
