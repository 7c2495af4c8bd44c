/** Opens one entry of a run into the sum that made it, and finds tensors by reference. */
import { entryCheck, foundAt, type TensorCheck } from './gradcheck/tensorCheck';
import { DEFAULT_TOLERANCES, judge } from './gradcheck/verdict';
import type { EntryTarget, FactorSource, LayerState, ParameterDocs, TermSum } from './layer';
import { NETWORK_INPUT } from './network';
import type { EntryReply, EntryRequest, TensorRef } from './reference';
import type { RunRecord } from './run';
import { contains, formatShape, ravel, type Tensor } from './tensor';
import { parametersOf, type Trace } from './trace';
import { explainPenalty, withPenalty } from './weightDecay';

/** The tensor that a reference names, or undefined where the run has not come to it. */
export function lookUp(record: RunRecord, ref: TensorRef): Tensor | undefined {
  const { trace } = record;
  if (!trace) return undefined;
  const lossLayer = trace.model.network.layers.length;
  if ('of' in ref) return checked(record, ref);
  if (ref.layer === NETWORK_INPUT) {
    return ref.kind === 'output' ? trace.model.input : ref.kind === 'delta' ? trace.inputDelta : undefined;
  }
  if (ref.layer === lossLayer) {
    if (ref.kind === 'inputDelta') return trace.loss?.delta;
    return ref.kind === 'input' ? trace.layers.at(-1)?.output : undefined;
  }
  const layer = trace.layers[ref.layer];
  switch (ref.kind) {
    case 'output':
      return layer?.output;
    case 'delta':
      return layer?.delta;
    case 'input':
      return layer?.inputs[ref.input];
    case 'inputDelta':
      return layer?.back?.inputs[ref.input];
    case 'parameter':
      return trace.model.parameters[ref.layer]?.[ref.parameter];
    case 'gradient':
      return gradientShown(trace, ref.layer, ref.parameter);
  }
}

/** The layer's own share of ∂C/∂parameter, and what a penalty adds. */
function gradientShown({ model, layers }: Trace, layer: number, parameter: string): Tensor | undefined {
  const share = layers[layer]?.back?.parameters[parameter];
  return share && withPenalty(model, layer, parameter, share);
}

/** What the check of a gradient holds beside the gradient itself. */
function checked(record: RunRecord, { layer, kind, of }: TensorRef & { of: EntryTarget }): Tensor | undefined {
  const check = record.checks.get(layer)?.tensors.find(({ target }) => sameTarget(target, of));
  if (!check) return undefined;
  const { shape, data: mine } = check.analytic;
  const right = check.right?.data ?? check.numeric;
  switch (kind) {
    case 'error':
      return { shape, data: errorsSoFar(check) };
    case 'mine':
      return check.analytic;
    case 'wrong':
      return {
        shape,
        data: Float64Array.from(check.verdicts, (_, flat) => (entryCheck(check, flat).verdict === 'wrong' ? 1 : 0)),
      };
    case 'numeric':
      return { shape, data: check.numeric };
    case 'right':
      return { shape, data: right };
    case 'difference':
      return { shape, data: mine.map((value, at) => value - right[at]!) };
  }
}

/**
 * Errors as far as the check has come. Verdicts wait for the largest numeric value of the tensor, which sets the floor
 * of relative errors; until then the analytic gradient's own largest stands in for it.
 */
function errorsSoFar(check: TensorCheck): Float64Array {
  const { analytic, numeric, error } = check;
  const waits = (flat: number) => Number.isNaN(error[flat]!) && !Number.isNaN(numeric[flat]!);
  if (!error.some((_, flat) => waits(flat))) return error;
  const largest = Math.max(largestOf(analytic.data), largestOf(numeric));
  return error.map((known, flat) => {
    if (!waits(flat)) return known;
    return judge(analytic.data[flat]!, foundAt(check, flat), largest, DEFAULT_TOLERANCES).error;
  });
}

const largestOf = (values: Float64Array): number =>
  values.reduce((largest, value) => (Number.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest), 0);

/** Throws a RangeError with a sentence for the user where there is no such entry. */
export function explain(record: RunRecord, request: EntryRequest): EntryReply {
  const { trace } = record;
  if (!trace) throw new RangeError('Nothing has been computed yet.');
  const { target } = request;
  if (target.kind === 'delta') return explainDelta(record, trace, request);
  const symbol = symbolOf(trace, request.layer, target);
  return explainAt(record, trace, request.layer, target, request.index, symbol);
}

/** δ of a layer comes back from the layers that read its output, or from the loss. */
function explainDelta(record: RunRecord, trace: Trace, { layer, index }: EntryRequest): EntryReply {
  const { layers } = trace.model.network;
  const readers = layers.flatMap(({ index: reader, inputs }) =>
    inputs.flatMap((input, position) => (input === layer ? [{ reader, position }] : [])),
  );
  if (readers.length === 0 && layer === layers.length - 1) {
    return explainAt(record, trace, layers.length, { kind: 'inputDelta', input: 0 }, index, 'δ');
  }
  if (readers.length === 1) {
    const { reader, position } = readers[0]!;
    return explainAt(record, trace, reader, { kind: 'inputDelta', input: position }, index, 'δ');
  }
  const shares = readers.map(({ reader, position }) => trace.layers[reader]!.back!.inputs[position]!);
  const delta = entryTensor(lookUp(record, { layer, kind: 'delta' }), index);
  const sum: TermSum = {
    indices: [{ name: 'k', from: 0, to: shares.length - 1 }],
    factors: [{ symbol: 'δ', subscripts: ['k'] }],
    terms: shares.map((share, k) => {
      const value = share.data[ravel(index, share.shape)]!;
      return { at: [k], factors: [{ source: { kind: 'local' }, index: [], value }], product: value };
    }),
    note: 'the output is read several times: add what comes back from each reader',
  };
  const planes = [{ source: { kind: 'local' } as const, ref: undefined, shape: [], fixed: [] }];
  const target: EntryTarget = { kind: 'output' };
  return { layer, target, index, symbol: 'δ', value: delta, sum, planes, check: undefined };
}

function explainAt(
  record: RunRecord,
  trace: Trace,
  layer: number,
  target: EntryTarget,
  index: readonly number[],
  symbol: string,
): EntryReply {
  const tensor = lookUp(record, { layer, ...target });
  const value = entryTensor(tensor, index);
  const sum = termsOf(trace, layer, target, index);
  const reason = sum
    ? {}
    : { reason: `${typeOf(trace, layer)} is no sum of products that could be listed term by term.` };
  const planes = sum ? planesOf(record, trace, layer, sum) : [];
  const check = record.checks.get(layer)?.tensors.find((candidate) => sameTarget(candidate.target, target));
  const found = check && entryCheck(check, ravel(index, tensor!.shape));
  const checked = found && found.verdict !== 'unchecked' ? found : undefined;
  return { layer, target, index, symbol, value, sum, ...reason, planes, check: checked };
}

function entryTensor(tensor: Tensor | undefined, index: readonly number[]): number {
  if (!tensor) throw new RangeError('This tensor has not been computed yet.');
  if (!contains(tensor.shape, index)) {
    throw new RangeError(`There is no entry [${index.join(', ')}] in a tensor of ${formatShape(tensor.shape)}.`);
  }
  return tensor.data[ravel(index, tensor.shape)]!;
}

function termsOf(trace: Trace, layer: number, target: EntryTarget, index: readonly number[]): TermSum | undefined {
  const { network } = trace.model;
  if (layer === network.layers.length) {
    const { definition, options } = network.loss!;
    return definition.terms?.(index, trace.layers.at(-1)!.output, trace.model.target!, options);
  }
  const { definition, options } = network.layers[layer]!;
  const { inputs, output, saved, delta } = trace.layers[layer]!;
  if (target.kind !== 'output' && !delta) return undefined;
  const state: LayerState<typeof options, ParameterDocs, unknown> = {
    options,
    inputs,
    parameters: parametersOf(trace.model, layer),
    output,
    saved,
    delta,
  };
  const sum = definition!.terms?.(target, index, state);
  return sum && target.kind === 'gradient' ? explainPenalty(trace.model, layer, target.parameter, index, sum) : sum;
}

/** Where the factors of a sum are read, with the leading indices that all of its terms share. */
function planesOf(record: RunRecord, trace: Trace, layer: number, sum: TermSum): EntryReply['planes'] {
  return sum.factors.map((_, position) => {
    const all = sum.terms.map((term) => term.factors[position]!);
    const source = all[0]?.source ?? ({ kind: 'local' } as const);
    const ref = refOf(trace, layer, source);
    const shape = (ref && lookUp(record, ref)?.shape) ?? [];
    const first = all[0]?.index ?? [];
    let shared = 0;
    while (shared < shape.length - 2 && all.every(({ index }) => index[shared] === first[shared])) shared++;
    return { source, ref, shape, fixed: first.slice(0, shared) };
  });
}

function refOf(trace: Trace, layer: number, source: FactorSource): TensorRef | undefined {
  const loss = trace.model.network.layers.length;
  if (source.kind === 'local') return undefined;
  if (layer === loss) return source.kind === 'input' ? { layer: loss - 1, kind: 'output' } : undefined;
  return { layer, ...source };
}

function symbolOf(trace: Trace, layer: number, target: EntryTarget): string {
  if (layer === trace.layers.length) return 'δ';
  if (target.kind === 'inputDelta') return '∂C/∂a';
  if (target.kind === 'gradient') {
    return { weight: '∂C/∂W', bias: '∂C/∂b' }[target.parameter] ?? `∂C/∂${target.parameter}`;
  }
  const learns = Object.keys(trace.model.network.layers[layer]?.fit?.parameters ?? {}).length > 0;
  return learns ? 'z' : 'a';
}

function typeOf(trace: Trace, layer: number): string {
  const { layers, loss } = trace.model.network;
  return layers[layer]?.type ?? loss?.definition.type ?? 'This layer';
}

function sameTarget(a: EntryTarget, b: EntryTarget): boolean {
  if (a.kind === 'gradient') return b.kind === 'gradient' && a.parameter === b.parameter;
  if (a.kind === 'inputDelta') return b.kind === 'inputDelta' && a.input === b.input;
  return a.kind === b.kind;
}
