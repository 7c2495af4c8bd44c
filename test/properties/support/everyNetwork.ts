/** Runs a property over random networks; the network that breaks it is shrunk and written as a definition file. */
import { resolve } from 'node:path';
import fc from 'fast-check';
import { allLayers } from '../../../src/engine/registry';
import { textOf, writeDefinition, type Definition, type Layers } from './definition';
import type { Finding, Property } from './networkProperties';
import { grow, networkGene, type NetworkGene } from './randomNetwork';

export interface Breach {
  readonly definition: Definition;
  readonly finding: string;
  readonly seed: number;
  readonly path: string | null;
  readonly shrinks: number;
}

export interface Search {
  readonly networks: number;
  readonly seed: number;
  readonly layers?: Layers;
  /** Which genes count; all when left out. */
  readonly among?: (gene: NetworkGene) => NetworkGene;
}

/** The smallest network found that breaks the property, or undefined. */
export function findBreach(
  property: Property,
  { networks, seed, layers = allLayers(), among = (gene) => gene }: Search,
): Breach | undefined {
  const finding = (gene: NetworkGene): Finding => {
    const definition = grow(among(gene), layers);
    try {
      return property(definition, layers);
    } catch (error) {
      return `an exception: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const details = fc.check(
    fc.property(networkGene, (gene) => finding(gene) === undefined),
    { numRuns: networks, seed },
  );
  if (!details.failed || !details.counterexample) return undefined;
  const [gene] = details.counterexample;
  return {
    definition: grow(among(gene), layers),
    finding: finding(gene)!,
    seed: details.seed,
    path: details.counterexamplePath,
    shrinks: details.numShrinks,
  };
}

/** For a test of the engine itself: throws with the network, and leaves it in out-test/. */
export function holdsForEvery(name: string, property: Property, search: Search): void {
  const breach = findBreach(property, search);
  if (!breach) return;
  const file = resolve('out-test', `${name.replace(/\W+/g, '-')}.net.json`);
  writeDefinition(breach.definition, file);
  throw new Error(
    `${breach.finding}\nseed ${breach.seed}, path ${breach.path}, shrunk ${breach.shrinks} times; written to ${file}\n${textOf(breach.definition)}`,
  );
}
