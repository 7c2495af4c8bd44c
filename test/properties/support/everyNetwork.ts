/** Runs a property over random networks; the network that breaks it is shrunk and written as a definition file. */
import { resolve } from 'node:path';
import fc from 'fast-check';
import { allLayers } from '../../../src/engine/registry';
import { textOf, writeDefinition, type Definition, type Layers } from './definition';
import type { Finding, Property } from './networkProperties';
import { shrunk } from './shrink';
import { grow, networkGene, type NetworkGene } from './randomNetwork';

export interface Breach {
  readonly definition: Definition;
  readonly finding: string;
  readonly seed: number;
  readonly path: string | null;
  /** Layers of the network before it was made smaller. */
  readonly from: number;
}

export interface Search {
  readonly networks: number;
  readonly seed: number;
  readonly layers?: Layers;
  /** Which genes count; all when left out. */
  readonly among?: (gene: NetworkGene) => NetworkGene;
}

/** The first network that breaks the property, made as small as it goes; or undefined. */
export function findBreach(
  property: Property,
  { networks, seed, layers = allLayers(), among = (gene) => gene }: Search,
): Breach | undefined {
  const details = fc.check(
    fc.property(networkGene, (gene) => findingOf(property, grow(among(gene), layers), layers) === undefined),
    { numRuns: networks, seed, endOnFailure: true },
  );
  if (!details.failed) return undefined;
  const first = grow(among(details.counterexample![0]), layers);
  const threw = findingOf(property, first, layers)!.startsWith(THREW);
  // What only throws once it is cut is another failure than the one that was found.
  const definition = shrunk(first, layers, (smaller) => {
    const finding = findingOf(property, smaller, layers);
    return finding !== undefined && finding.startsWith(THREW) === threw;
  });
  const finding = findingOf(property, definition, layers)!;
  return { definition, finding, seed: details.seed, path: details.counterexamplePath, from: first.layers.length };
}

const THREW = 'an exception: ';

function findingOf(property: Property, definition: Definition, layers: Layers): Finding {
  try {
    return property(definition, layers);
  } catch (error) {
    return `${THREW}${error instanceof Error ? error.message : String(error)}`;
  }
}

/** For a test of the engine itself: throws with the network, and leaves it in out-test/. */
export function holdsForEvery(name: string, property: Property, search: Search): void {
  const breach = findBreach(property, search);
  if (!breach) return;
  const file = resolve('out-test', `${name.replace(/\W+/g, '-')}.net.json`);
  writeDefinition(breach.definition, file);
  throw new Error(
    `${breach.finding}\nseed ${breach.seed}, path ${breach.path}, shrunk from ${breach.from} layers to ${breach.definition.layers.length}; written to ${file}\n${textOf(breach.definition)}`,
  );
}
