/** The maps of what is no layer: the network's input (−1) and the loss (after the last layer). */
import type { NetworkSummary, Normalised } from '../../../src/protocol';
import { index as indexText } from '../../numbers';
import type { RunView, Selection } from '../../store';
import { outputSymbol } from './layerMaps';
import { mapSpec, mostEntries, type MapSpec } from './mapSpec';
import { pictureMap, type Picture } from './useColours';

interface Context {
  readonly network: NetworkSummary;
  readonly selection: Selection;
  readonly run: RunView | undefined;
}

/** The picture, or the vector, that the network is given, and ∂C/∂input. */
export function networkInputMaps({ network, selection, run }: Context): MapSpec[] {
  const { shape, image } = network.input;
  const inColour = hasColours(network);
  const fixed =
    shape.length >= 3
      ? [selection.sample, selection.channel].slice(0, shape.length - 2)
      : shape.length > 1
        ? [selection.sample]
        : [];
  const rest = shape.slice(fixed.length);
  const index = fixed.length > 1 ? indexText(fixed.slice(1)) : '';
  const spoken = fixed.length > 1 ? `, channel ${fixed[1]}` : '';
  // A gradient stands under its own tensor: that of one channel, beside the picture that all three make.
  const place = { space: 'input', column: inColour ? 1 : 0, fixed, shape } as const;
  const delta = run?.deltas[0];
  const input = {
    ...place,
    kind: 'input',
    row: 'value',
    ref: { layer: -1, kind: 'output' },
    stamp: inputStamp(run),
    name: 'a',
    palette: image ? 'grey' : 'signed',
  } as const;
  const name = network.input.files?.[selection.sample] ?? network.input.label;
  const numbers = normalisedText(network.input.normalised, selection.channel);
  const picture = mapSpec({
    ...input,
    id: pictureMap,
    column: 0,
    title: { symbol: '', index: '', what: `picture ${rest.join('×')}` },
    caption: name,
    spoken: 'picture',
  });
  return [
    ...(inColour ? [picture] : []),
    mapSpec({
      ...input,
      title: { symbol: 'a', index, what: inColour ? colourNames[selection.channel]! : `input ${rest.join('×')}` },
      caption: inColour ? (numbers ?? 'one channel of it') : [name, numbers].filter(Boolean).join(': '),
      spoken: `input${spoken}`,
    }),
    mapSpec({
      ...place,
      kind: 'inputDelta',
      row: 'gradient',
      ref: { layer: -1, kind: 'delta' },
      stamp: delta && `${run!.version}/${delta.run}`,
      title: { symbol: '∂C/∂a', index, what: 'dx' },
      caption: 'how the loss changes with each input',
      spoken: `∂C/∂input${spoken}`,
      opens: { layer: -1, target: { kind: 'delta' } },
    }),
  ];
}

const colourNames = ['red', 'green', 'blue'];

function hasColours({ input: { shape, image } }: NetworkSummary): boolean {
  return image && shape.length === 4 && shape[1] === 3;
}

/** The whole picture of a sample, where it has colours. */
export function networkPicture({ network, selection, run }: Context): Picture | undefined {
  if (!hasColours(network)) return undefined;
  const ref = { layer: -1, kind: 'output' } as const;
  const request = { ref, fixed: [selection.sample], maxEntries: 3 * mostEntries };
  return { wanted: { request, stamp: inputStamp(run) }, normalised: network.input.normalised };
}

/** `(x − 0.485) / 0.229`: how the network's numbers come from those of the file. */
export function normalisedText(normalised: Normalised | undefined, channel: number): string | undefined {
  if (normalised === undefined) return undefined;
  const { scale, mean, std } = normalised;
  // As the file says it, digit for digit.
  const of = (list: readonly number[]): string => given(list[list.length === 1 ? 0 : channel] ?? NaN);
  const scaled = scale === undefined ? 'x' : `${given(scale)} x`;
  const centred = mean === undefined ? scaled : `${scaled} − ${of(mean)}`;
  if (std === undefined) return centred;
  return `${mean === undefined ? centred : `(${centred})`} / ${of(std)}`;
}

const given = (x: number): string => String(x).replace('-', '−');

/** The input is known before any run. */
function inputStamp(run: RunView | undefined): string {
  const output = run?.outputs[0];
  return output === undefined ? 'input' : `${run!.version}/${output.run}`;
}

/** What the loss is given, and the δ that it sends back. */
export function lossMaps({ network, selection, run }: Context): MapSpec[] {
  const loss = network.layers.length;
  const last = network.layers[loss - 1];
  const shape = last?.output ?? network.input.shape;
  const fixed = shape.length > 1 ? [selection.sample, ...new Array<number>(Math.max(0, shape.length - 3)).fill(0)] : [];
  const symbol = outputSymbol(last);
  const place = { space: 'input', column: 0, fixed, shape } as const;
  const output = run?.outputs[loss];
  const delta = run?.deltas[loss];
  const target = { kind: 'inputDelta', input: 0 } as const;
  const from = last?.name ?? 'the input';
  return [
    mapSpec({
      ...place,
      kind: 'input',
      row: 'value',
      ref: { layer: loss, kind: 'input', input: 0 },
      stamp: output && `${run!.version}/${output.run}`,
      title: { symbol, index: '', what: `from ${from}` },
      caption: shape.length === 2 ? `${shape[1]} values for each sample` : shape.slice(1).join('×'),
      spoken: `${symbol}, output of ${from}`,
    }),
    mapSpec({
      ...place,
      kind: 'inputDelta',
      row: 'gradient',
      ref: { layer: loss, kind: 'inputDelta', input: 0 },
      stamp: delta && `${run!.version}/${delta.run}`,
      title: { symbol: 'δ', index: '', what: `= ∂C/∂${symbol}` },
      caption: `goes back to ${from}`,
      spoken: `δ of ${from}`,
      opens: { layer: loss, target },
    }),
    mapSpec({
      ...place,
      kind: 'inputError',
      row: 'error',
      ref: { layer: loss, kind: 'error', of: target },
      stamp: run?.verdicts[loss] && `${run.version}/${run.run}/${run.state}`,
      title: { symbol: '', index: '', what: 'error of δ' },
      caption: '',
      spoken: 'error of δ',
      name: 'error of δ',
      opens: { layer: loss, target },
    }),
  ];
}
