import { describe, expect, test } from 'vitest';
import type { NetworkSummary } from '../../src/protocol';
import { firstSelection } from '../../webview/store';
import { networkInputMaps, networkPicture, normalisedText } from '../../webview/view/maps/sourceMaps';
import { network as small } from './support/panelData';

const normalised = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const pictures: NetworkSummary = {
  ...small,
  input: { shape: [2, 3, 8, 9], label: 'cat.png, dog.png', image: true, files: ['cat.png', 'dog.png'], normalised },
};
const selection = { ...firstSelection, sample: 1, channel: 2 };

describe('the network’s input', () => {
  test('is a picture in colour, beside one of its channels with its gradient below', () => {
    const maps = networkInputMaps({ network: pictures, selection, run: undefined });
    expect(maps.map(({ id, column, row, caption }) => [id, column, row, caption])).toEqual([
      ['picture', 0, 'value', 'dog.png'],
      ['input', 1, 'value', '(x − 0.406) / 0.225'],
      ['inputDelta', 1, 'gradient', 'how the loss changes with each input'],
    ]);
    expect(maps[1]!.title).toEqual({ symbol: 'a', index: '[2]', what: 'blue' });
    const picture = networkPicture({ network: pictures, selection, run: undefined });
    expect(picture?.wanted.request).toMatchObject({ ref: { layer: -1, kind: 'output' }, fixed: [1] });
    expect(picture?.normalised).toBe(normalised);
  });

  test('has no colours where it is grey, or no picture', () => {
    const grey: NetworkSummary = {
      ...pictures,
      input: { shape: [2, 1, 8, 9], label: 'a.png, b.png', image: true, files: ['a.png', 'b.png'] },
    };
    for (const network of [grey, small]) {
      expect(networkPicture({ network, selection: firstSelection, run: undefined })).toBeUndefined();
      const maps = networkInputMaps({ network, selection: firstSelection, run: undefined });
      expect(maps.map(({ id, column }) => [id, column])).toEqual([
        ['input', 0],
        ['inputDelta', 0],
      ]);
    }
    const first = networkInputMaps({ network: grey, selection: firstSelection, run: undefined })[0]!;
    expect(first).toMatchObject({ caption: 'a.png', palette: 'grey' });
  });

  test.each([
    [undefined, undefined],
    [{ scale: 255 }, '255 x'],
    [{ mean: [0.5] }, 'x − 0.5'],
    [{ std: [0.25] }, 'x / 0.25'],
    [{ scale: 2, mean: [1, 2, -3], std: [4, 5, 6] }, '(2 x − −3) / 6'],
  ])('says what was done to its numbers: %j', (given, text) => {
    expect(normalisedText(given, 2)).toBe(text);
  });
});
