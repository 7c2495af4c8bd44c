/** The maps of what is no layer: the network's input (−1) and the loss (after the last layer). */
import type { NetworkSummary } from '../../../src/protocol';
import { index as indexText } from '../../numbers';
import type { RunView, Selection } from '../../store';
import { outputSymbol } from './layerMaps';
import { mapSpec, type MapSpec } from './mapSpec';
import type { Wanted } from './useTensors';

interface Context {
  readonly network: NetworkSummary;
  readonly selection: Selection;
  readonly run: RunView | undefined;
}

/** The picture, or the vector, that the network is given, and ∂C/∂input. */
export function networkInputMaps({ network, selection, run }: Context): MapSpec[] {
  const { shape, image } = network.input;
  const fixed =
    shape.length >= 3
      ? [selection.sample, selection.channel].slice(0, shape.length - 2)
      : shape.length > 1
        ? [selection.sample]
        : [];
  const rest = shape.slice(fixed.length);
  const index = fixed.length > 1 ? indexText(fixed.slice(1)) : '';
  const spoken = fixed.length > 1 ? `, channel ${fixed[1]}` : '';
  const place = { space: 'input', column: 0, fixed, shape } as const;
  const delta = run?.deltas[0];
  return [
    mapSpec({
      ...place,
      kind: 'input',
      row: 'value',
      ref: { layer: -1, kind: 'output' },
      stamp: inputStamp(run),
      title: { symbol: 'a', index, what: `input ${rest.join('×')}` },
      caption: network.input.label,
      spoken: `input${spoken}`,
      palette: image ? 'grey' : 'signed',
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

/** The whole picture of a sample, where it has colours. */
export function networkPicture({ network, selection, run }: Context): Wanted | undefined {
  const { shape, image } = network.input;
  if (!image || shape.length !== 4 || shape[1] !== 3) return undefined;
  const ref = { layer: -1, kind: 'output' } as const;
  return { request: { ref, fixed: [selection.sample] }, stamp: inputStamp(run) };
}

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
