/** The lenses of a file in which a network is written as code: above its models, and above the lines that make layers. Pure. */
import type { OfferedModel } from '../formats/definition';
import type { LayerSummary, NetworkSummary } from '../engine/summary';
import type { Analysis } from '../worker/protocol';
import { fileLenses, layerLenses, misfitTitle, type Lens } from './lensText';
import { count, plural } from './numbers';
import type { RunState } from './runState';
import { layersText, verdictOfSeveral } from './severalLayers';
import { shownInput } from './shownShapes';
import { isWhole } from './whole';

export interface PlacedLens extends Lens {
  readonly line: number;
}

/** @param stated the shape of the input was given in the editor */
export function sourceLenses(analysis: Analysis, run: RunState | undefined, stated: boolean): PlacedLens[] {
  const { models = [], network } = analysis;
  const main = models.find(({ chosen, kind }) => chosen && kind === 'class') ?? models.find(({ chosen }) => chosen);
  const others = models.filter((model) => model !== main);
  const head = main || network ? mainLenses(analysis, run, main, stated) : [];
  return [
    ...head.map((lens) => ({ ...lens, line: main?.range.startLine ?? 0 })),
    ...others.flatMap((model) => otherLenses(model, network).map((lens) => ({ ...lens, line: model.range.startLine }))),
    ...(network ? layerLines(network, run) : []),
  ];
}

// ---------------------------------------------------------------- models

function mainLenses(
  analysis: Analysis,
  run: RunState | undefined,
  main: OfferedModel | undefined,
  stated: boolean,
): Lens[] {
  const { network, models = [], problems } = analysis;
  const isAsked = problems.some(({ asks }) => asks === 'inputShape');
  const input: Lens[] = isAsked
    ? [{ title: 'Set input shape…', does: 'changeInputShape' }]
    : network
      ? [{ title: inputTitle(network, stated), does: 'changeInputShape' }]
      : [];
  const isOneOfSeveral = models.filter(({ mayBeMeant }) => mayBeMeant).length > 1;
  const name = models.find(({ chosen, kind }) => chosen && kind !== 'class')?.expression ?? main?.expression ?? 'model';
  const model: Lens[] = isOneOfSeveral ? [{ title: `${name} (choose…)`, does: 'chooseModel' }] : [];
  if (!network) {
    const errors = problems.filter(({ severity, asks }) => severity === 'error' && !asks).length;
    return [...(errors > 0 ? fileLenses(analysis, run) : []), ...input, ...model];
  }
  const size = network ? ` · ${plural(network.parameterCount, 'parameter')}` : '';
  const [state, ...others] = fileLenses(analysis, run).map((lens) =>
    lens.does === 'check' && !run ? { ...lens, title: `${lens.title}${size}` } : lens,
  );
  return [...(state ? [state] : []), ...input, ...model, ...others];
}

/** `input 2×1×28×28 from MNIST in line 8 (change)` */
export function inputTitle({ input }: NetworkSummary, stated: boolean): string {
  const { origin } = input;
  const how = stated ? ' as set here' : origin === undefined ? '' : ` ${origin}`;
  return `input ${shownInput(input).join('×')}${how} (change)`;
}

function otherLenses(model: OfferedModel, network: NetworkSummary | undefined): Lens[] {
  const { expression, kind, chosen, needs, mayBeMeant, instances } = model;
  const lenses: Lens[] = [];
  const inside = network ? layersWithin(network, instances) : [];
  if (network && inside.length > 0) {
    const title = `×${count(instances.length)} in ${network.name} · ${ends(instances)}`;
    lenses.push({ title, does: 'pickLayers', given: inside.map(({ index }) => index) });
  }
  if (chosen && kind === 'function') lenses.push({ title: 'Check gradients', does: 'check' });
  else if (!chosen && needs.length === 0 && (kind !== 'variable' || mayBeMeant)) {
    lenses.push({ title: 'Check gradients', does: 'checkModel', given: expression });
  } else if (!chosen && inside.length === 0 && kind === 'class' && needs.length > 0) {
    const call = expression.replace('()', `(${needs.map((name) => `${name}=…`).join(', ')})`);
    lenses.push({ title: 'Choose arguments…', does: 'chooseModel', given: call });
  }
  return lenses;
}

const layersWithin = ({ layers }: NetworkSummary, paths: readonly string[]): LayerSummary[] =>
  layers.filter(({ name }) => paths.some((path) => name === path || name.startsWith(`${path}.`)));

const ends = (names: readonly string[]): string =>
  names.length > 2 ? `${names[0]} … ${names.at(-1)}` : names.join(', ');

// ---------------------------------------------------------------- layers

function layerLines(network: NetworkSummary, run: RunState | undefined): PlacedLens[] {
  const byLine = new Map<number, { readonly indices: Set<number>; own: boolean }>();
  for (const { role, range, own, layers } of network.sites ?? []) {
    // What is only called has no line of its own; it gets a lens where it does not fit.
    const shown =
      role === 'definition' ? layers : layers.filter((index) => isMisfitCall(network, index, range.startLine));
    if (shown.length === 0) continue;
    const line = byLine.get(range.startLine) ?? { indices: new Set(), own: false };
    byLine.set(range.startLine, line);
    line.own ||= own;
    for (const index of shown) line.indices.add(index);
  }
  const sound = isWhole(network);
  return [...byLine].flatMap(([line, { indices, own }]) => {
    const layers = [...indices].sort((a, b) => a - b).flatMap((index) => network.layers[index] ?? []);
    return lensesOfLine(layers, own, sound, run).map((lens) => ({ ...lens, line }));
  });
}

const isMisfitCall = ({ layers }: NetworkSummary, index: number, line: number): boolean =>
  layers[index]?.state === 'misfit' && layers[index].range?.startLine === line;

function lensesOfLine(
  layers: readonly LayerSummary[],
  own: boolean,
  sound: boolean,
  run: RunState | undefined,
): Lens[] {
  const [only, ...more] = layers;
  if (!only) return [];
  if (more.length === 0) {
    return layerLenses(only, sound, run).map((lens) =>
      lens.given === undefined ? { ...lens, given: only.index } : lens,
    );
  }
  const misfit = layers.find(({ state }) => state === 'misfit');
  if (misfit) return [{ title: `✗ ${misfit.name}: ${misfitTitle(misfit)}`, does: 'openPanel', given: misfit.index }];
  if (!sound) return [];
  const verdict = verdictOfSeveral(layers, run);
  const pick: Lens = {
    title: `Check gradients ×${count(layers.length)} · ${layersText(layers, !own)}`,
    does: 'pickLayers',
    given: layers.map(({ index }) => index),
  };
  return verdict ? [{ title: verdict.title, does: 'openPanel', given: verdict.layer }, pick] : [pick];
}
