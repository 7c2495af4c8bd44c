/** What the layer list says about each row: pure, from the state. */
import type { LayerReport, NetworkSummary } from '../src/protocol';
import { typeOf } from './layerAxes';
import * as numbers from './numbers';
import type { RunView, State } from './store';

export type Status = 'right' | 'wrong' | 'unresolved' | 'checking' | 'waiting' | 'fits' | 'notComputed';

export interface Row {
  /** −1 is the input, `layers.length` the loss. */
  readonly layer: number;
  readonly name: string;
  readonly status: Status;
  /** Second line: the type, a count while it is being checked, what is unresolved. */
  readonly detail: string;
  /** After the name: the wrong tensor, or `alone`. */
  readonly tag: string;
  readonly shape: string;
  /** With the batch, for the hover. */
  readonly fullShape: string;
  /** What a screen reader says. */
  readonly label: string;
  /** Largest relative error, for the order by worst error. */
  readonly worst: number;
}

/** All rows in forward order: input, layers and, where every layer fits, the loss. */
export function rowsOf(state: State): readonly Row[] {
  const { network } = state;
  if (network === undefined) return [];
  const rows = [inputRow(network), ...network.layers.map((_, layer) => layerRow(state, network, layer))];
  return network.layers.every((layer) => layer.state === 'fits') ? [...rows, lossRow(state, network)] : rows;
}

/** The rows that are shown: filtered by text and verdict, in the chosen order. Order never changes during a run. */
export function visibleRows(state: State): readonly Row[] {
  const text = state.filterText.trim().toLowerCase();
  const rows = rowsOf(state).filter((row) => {
    const named = row.name.toLowerCase().includes(text) || row.detail.toLowerCase().includes(text);
    return named && (!state.onlyFailing || isFailing(row));
  });
  const settled = state.run !== undefined && state.run.state !== 'running';
  return state.worstFirst && settled ? [...rows].sort((a, b) => b.worst - a.worst) : rows;
}

export function isFailing(row: Row): boolean {
  return row.status === 'wrong' || row.status === 'unresolved';
}

function inputRow(network: NetworkSummary): Row {
  const { shape, label } = network.input;
  const broken = network.layers.some((layer) => layer.state !== 'fits');
  return {
    layer: -1,
    name: 'input',
    status: 'waiting',
    detail: broken && network.target !== '' ? `${label} · target ${network.target}` : label,
    tag: '',
    shape: numbers.shape(shape),
    fullShape: numbers.extents(shape),
    label: `input, ${label}, ${spokenShape(numbers.shape(shape))}`,
    worst: -1,
  };
}

function lossRow(state: State, network: NetworkSummary): Row {
  const layer = network.layers.length;
  return described(state.run, layer, 'loss', network.loss.type, '1', '1');
}

function layerRow(state: State, network: NetworkSummary, index: number): Row {
  const layer = network.layers[index]!;
  const shape = layer.output === undefined ? layer.outputHint : numbers.shape(layer.output);
  const fullShape = layer.output === undefined ? layer.outputHint : numbers.extents(layer.output);
  const row = described(state.run, index, layer.name, typeOf(layer), shape, fullShape);
  if (layer.state === 'fits') {
    const broken = network.layers.some((other) => other.state !== 'fits');
    return broken && row.status === 'waiting' ? relabelled(row, 'fits', typeOf(layer)) : row;
  }
  const status = layer.state === 'misfit' ? 'wrong' : 'notComputed';
  return { ...relabelled(row, status, typeOf(layer)), shape: layer.state === 'misfit' ? '?' : layer.outputHint };
}

function relabelled(row: Row, status: Status, type: string): Row {
  const said = status === 'wrong' ? 'does not fit' : spoken[status];
  return { ...row, status, label: `${row.name}, ${type}, ${said}, output ${spokenShape(row.shape)}` };
}

const spoken: Record<Status, string> = {
  right: 'right',
  wrong: 'wrong',
  unresolved: 'unresolved',
  checking: 'being checked',
  waiting: 'not checked yet',
  fits: 'fits',
  notComputed: 'not computed',
};

function described(
  run: RunView | undefined,
  layer: number,
  name: string,
  type: string,
  shape: string,
  fullShape: string,
): Row {
  const report = run?.verdicts[layer];
  const status = statusOf(run, layer, report);
  const wrong = report?.tensors.filter((tensor) => tensor.failed > 0).map((tensor) => tensor.name) ?? [];
  const tag = status === 'wrong' ? wrong.join(', ') : status === 'right' && isAlone(run, layer) ? 'alone' : '';
  const said = status === 'wrong' && wrong.length > 0 ? `wrong: ${wrong.join(' and ')}` : spoken[status];
  return {
    layer,
    name,
    status,
    detail: detailOf(run, status, report, type),
    tag,
    shape,
    fullShape,
    label: `${name}, ${type}, ${said}, output ${spokenShape(shape)}`,
    worst: Math.max(0, ...(report?.tensors.map((tensor) => worstOf(tensor.maxRelativeError)) ?? [])),
  };
}

/** NaN is worse than any number. */
function worstOf(error: number): number {
  return Number.isNaN(error) ? Infinity : error;
}

function statusOf(run: RunView | undefined, layer: number, report: LayerReport | undefined): Status {
  if (report !== undefined && report.verdict !== 'unchecked') return report.verdict;
  return run?.state === 'running' && run.progress?.layer === layer ? 'checking' : 'waiting';
}

function detailOf(run: RunView | undefined, status: Status, report: LayerReport | undefined, type: string): string {
  if (status === 'checking' && run?.progress !== undefined) {
    return `${numbers.count(run.progress.layerChecked)} of ${numbers.count(run.progress.layerTotal)}`;
  }
  if (status !== 'unresolved' || report === undefined) return type;
  const unresolved = report.tensors.reduce((sum, tensor) => sum + tensor.unresolved, 0);
  return `${numbers.count(unresolved)} unresolved`;
}

/** A fault further on taints what end-to-end checks say about this layer, but not its own backward pass. */
export function isAlone(run: RunView | undefined, layer: number): boolean {
  const fault = run?.report?.firstAtFault;
  return fault !== undefined && layer < fault;
}

/** The right layers before a fault. */
export function untaintedRows(state: State): readonly Row[] {
  return rowsOf(state).filter((row) => row.tag === 'alone');
}

/** `16 by 10 by 10` */
function spokenShape(shape: string): string {
  return shape.replaceAll('×', ' by ').replaceAll('?', 'unknown');
}
