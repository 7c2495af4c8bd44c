/** The native format: `*.net.json`, JSON with comments. Every problem of the file and its data in one pass. */
import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import { summarize } from '../../engine/describe';
import { planNetwork, type Network } from '../../engine/network';
import type { Path, Problem } from '../../engine/problem';
import type { LocatedProblem, NetworkSummary } from '../../engine/summary';
import type { Definition, DefinitionFile, FileReader, Overrides } from '../definition';
import { fileName, folderOf } from '../filePath';
import type { DataFiles } from '../numbers/dataFiles';
import { loadInput, type LoadedInput } from '../numbers/input';
import { modelOf } from '../numbers/model';
import type { LoadedTarget } from '../numbers/target';
import { loadWeights } from '../numbers/weights';
import { compareRanges, positionsIn, type Positions } from '../textPosition';
import { readDocument, type NetJson } from './document';
import { editFor } from './edits';
import { withOverrides } from './overrides';
import { extentOf, locate } from './places';
import { modelFromSource } from './sourceModel';
import { parseJson, type SyntaxProblem } from './syntax';
import { withOwnLayers } from './userLayers';

/** Never rejects for what is in the file. */
export async function readNetJson(
  file: DefinitionFile,
  reader: FileReader,
  overrides: Overrides = {},
): Promise<Definition> {
  const positions = positionsIn(file.text);
  const { root, problems: syntax } = parseJson(file.text);
  const problems: Problem[] = [];
  const stated = withOverrides(readDocument(root && getNodeValue(root), problems), overrides, problems);
  const files: DataFiles = { folder: folderOf(file.path), reader };
  if (stated.model) {
    const { definition, summary, codeProblems } = await modelFromSource(stated.model, stated, files, problems);
    const lossRange = extentOf(root, positions, ['loss']);
    return {
      network: definition?.network,
      summary: summary && {
        ...summary,
        name: stated.name ?? summary.name,
        loss: { ...summary.loss, ...(lossRange ? { range: lossRange } : {}) },
      },
      model: definition?.model,
      problems: locateAll(problems, syntax, root, positions, undefined),
      codeProblems,
      ...(definition?.assumed ? { assumed: definition.assumed } : {}),
      edit: () => [],
    };
  }
  const { layers, codeProblems } = await withOwnLayers(stated.layers, files, problems);
  const document = { ...stated, layers };
  const name = document.name ?? fileName(file.path).replace(/\.net\.json$/, '');

  const input = await inputOf(document, files, problems);
  const network = planned(document, name, input, problems);
  const { target: targetSetting, weights } = document;
  const numbers = { target: targetSetting, weights: weights && (() => loadWeights(weights, files, problems)) };
  const { model, target } = await modelOf(network, input, numbers, files, problems);
  const summary = network && summaryOf(network, input, target, root, positions);
  const all = locateAll(problems, syntax, root, positions, network);
  return {
    network,
    summary,
    model,
    problems: all,
    codeProblems,
    edit: (suggestion) => {
      const path = network?.layers[suggestion.layer]?.path;
      return path ? editFor(suggestion, path, file.text, root, positions) : [];
    },
  };
}

const unknownInput: LoadedInput = { shape: undefined, tensor: undefined, label: 'unknown', image: false };

async function inputOf({ input, seed }: NetJson, files: DataFiles, problems: Problem[]): Promise<LoadedInput> {
  return input ? loadInput(input, files, seed, problems) : unknownInput;
}

/** Undefined where there are no layers at all. */
function planned(document: NetJson, name: string, input: LoadedInput, problems: Problem[]): Network | undefined {
  const { layers, loss, mode, seed, unreadable } = document;
  if (layers.length === 0) return undefined;
  const plan = planNetwork({ name, inputShape: input.shape, layers, loss, mode, seed });
  const told = plan.problems.filter(({ path }) => !(path[0] === 'layers' && unreadable.has(path[1] as number)));
  problems.push(...told);
  return plan.network;
}

function summaryOf(
  network: Network,
  input: LoadedInput,
  target: LoadedTarget,
  root: Node | undefined,
  positions: Positions,
): NetworkSummary {
  return summarize(network, {
    input: input.label,
    image: input.image,
    inputDetails: input.details,
    target: target.label,
    layerRange: (index) => extentOf(root, positions, network.layers[index]!.path),
    lossRange: network.loss && extentOf(root, positions, ['loss']),
  });
}

/** In source order, each once. */
function locateAll(
  problems: readonly Problem[],
  syntax: readonly SyntaxProblem[],
  root: Node | undefined,
  positions: Positions,
  network: Network | undefined,
): LocatedProblem[] {
  // A layer's place in the file is not always its place in the order of execution, by which it is known elsewhere.
  const indexOf = (place: number) => network?.layers.findIndex(({ path }) => path[1] === place) ?? place;
  const broken = syntax.map(({ message, offset, length }): LocatedProblem => {
    return { message, severity: 'error', range: positions(offset, length) };
  });
  const meant = problems.filter(({ path }) => !isBroken(path, root, syntax));
  const located = [...broken, ...meant.map((found) => locate(found, root, positions, indexOf))];
  const once = new Map(located.map((found) => [JSON.stringify([found.range, found.message]), found]));
  return [...once.values()].sort((a, b) => compareRanges(a.range, b.range));
}

/** Is what stands at this path, or should stand there, broken in its syntax? Then only that is said. */
function isBroken(path: Path, root: Node | undefined, syntax: readonly SyntaxProblem[]): boolean {
  if (syntax.length === 0) return false;
  const node = root && findNodeAtLocation(root, [...path]);
  if (!node || node === root) return true;
  return syntax.some(({ offset }) => offset >= node.offset && offset <= node.offset + node.length);
}
