/** A layer by another library's name: the problem says what it is called here. */
import { expect, it } from 'vitest';
import { planNetwork } from '../../../src/engine/network';
import { allLayers, findLayer } from '../../../src/engine/registry';

const problemsWith = (type: string): string[] => {
  const spec = { name: '', inputShape: [1, 2, 4, 4], layers: [{ type, settings: {} }], loss: undefined, seed: 0 };
  return planNetwork({ ...spec, mode: 'train' }).problems.map(({ message }) => message);
};

it.each([
  ['GlobalAvgPool2d', 'PyTorch\'s name for it is "AdaptiveAvgPool2d", with "output_size": 1.'],
  ['GlobalMaxPooling1D', 'PyTorch\'s name for it is "AdaptiveMaxPool1d", with "output_size": 1.'],
  ['Conv2DTranspose', 'PyTorch\'s name for it is "ConvTranspose2d".'],
  ['AvgPool3D', 'Did you mean "AvgPool3d"?'],
])('%s', (type, advice) => {
  expect(problemsWith(type)).toContain(`There is no layer type "${type}". ${advice}`);
});

it('no other name is the name of a layer', () => {
  const names = allLayers().flatMap(({ elsewhere = {} }) => Object.keys(elsewhere));
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => findLayer(name))).toEqual([]);
});
