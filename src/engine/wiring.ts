/** Who reads whom: names to layers, and an order in which every layer comes after the ones it reads. */
import { hint, problem, type Problem } from './problem';
import type { LayerSpec } from './network';
import { findLayer } from './registry';

/** Stands for the network's own input among the layers a layer reads. */
export const NETWORK_INPUT = -1;

export interface Wiring {
  /** By position in the file: positions of the layers it reads; names that stand for nothing are left out. */
  readonly reads: readonly (readonly number[])[];
  /** Positions in the file, in an order of execution. The network's output is the last. */
  readonly order: readonly number[];
}

/**
 * Wires the layers up. A layer without `inputs` reads the one before it in the file. The output is the last layer that
 * no other reads. Names of nothing, cycles, and layers that lead nowhere are problems.
 */
export function wire(layers: readonly LayerSpec[], names: readonly string[], problems: Problem[]): Wiring {
  const before = problems.length;
  const reads = layers.map((layer, at) => readsOf(layer, at, names, problems));
  const readers = new Set(reads.flat());
  const unread = [...layers.keys()].filter((at) => !readers.has(at));
  const output = unread.at(-1);
  const order = sorted(reads, output);
  const stuck = [...layers.keys()].filter((at) => !order.includes(at));
  if (stuck.length > 0) reportCycle(stuck, reads, names, problems);
  if (problems.length === before) reportUnread(unread, names, problems);
  return { reads, order: [...order, ...stuck] };
}

function readsOf(layer: LayerSpec, at: number, names: readonly string[], problems: Problem[]): number[] {
  if (layer.inputs === undefined) return (layer.definition ?? findLayer(layer.type))?.arity === 0 ? [] : [at - 1];
  return layer.inputs.flatMap((name, position) => {
    if (name === 'input') return [NETWORK_INPUT];
    const found = names.indexOf(name);
    if (found >= 0) return [found];
    const path = ['layers', at, 'inputs', position];
    problems.push(problem(path, `There is no layer "${name}".${hint(name, ['input', ...names])}`));
    return [];
  });
}

/** The file's order as far as possible: always the first layer whose sources have all been placed; the output last. */
function sorted(reads: readonly (readonly number[])[], output: number | undefined): number[] {
  const order: number[] = [];
  const placed = new Set<number>([NETWORK_INPUT]);
  const waiting = new Set(reads.keys());
  const isReady = (at: number): boolean => reads[at]!.every((source) => placed.has(source));
  for (;;) {
    const next = firstOf(waiting, (at) => at !== output && isReady(at)) ?? firstOf(waiting, isReady);
    if (next === undefined) return order;
    if (next === output && waiting.size > 1) {
      // Only the output is ready while others wait: they are in a cycle, or after one.
      waiting.delete(next);
      order.push(next);
      return order;
    }
    order.push(next);
    placed.add(next);
    waiting.delete(next);
  }
}

function firstOf(all: Iterable<number>, test: (one: number) => boolean): number | undefined {
  for (const one of all) if (test(one)) return one;
  return undefined;
}

/** Walks back from a layer that could not be placed until one comes round again. */
function reportCycle(
  stuck: readonly number[],
  reads: readonly (readonly number[])[],
  names: readonly string[],
  problems: Problem[],
): void {
  const walk: number[] = [];
  let at = stuck[0]!;
  while (!walk.includes(at)) {
    walk.push(at);
    at = reads[at]!.find((source) => stuck.includes(source))!;
  }
  const cycle = walk.slice(walk.indexOf(at));
  const first = Math.min(...cycle);
  const round = [...cycle.slice(cycle.indexOf(first)), ...cycle.slice(0, cycle.indexOf(first)), first];
  const text = round.map((position) => names[position]).join(' reads ');
  problems.push(problem(['layers', first, 'inputs'], `The layers go round in a cycle: ${text}.`));
}

function reportUnread(unread: readonly number[], names: readonly string[], problems: Problem[]): void {
  const output = names[unread.at(-1)!];
  for (const at of unread.slice(0, -1)) {
    const message = `No layer reads ${names[at]}; the loss is taken of ${output}. Name it in the "inputs" of a layer, or remove it.`;
    problems.push(problem(['layers', at], message, { severity: 'warning' }));
  }
}
