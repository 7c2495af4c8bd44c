/** Random networks of every layer and loss in the registry: what holds of all of them. */
import { it } from 'vitest';
import { NETWORKS, SEED } from './support/amount';
import { holdsForEvery } from './support/everyNetwork';
import * as properties from './support/networkProperties';

const general = { networks: NETWORKS, seed: SEED };
const apart = { ...general, among: (gene: object) => ({ ...gene, samplewise: true }) as never };

it(`shapes planned are shapes computed`, () => holdsForEvery('shapes', properties.shapes, general), 600_000);
it(`two runs are the same, bit for bit`, () => holdsForEvery('repeatable', properties.repeatable, general), 600_000);
it(`δ is linear in the loss`, () => holdsForEvery('linear', properties.linearInTheLoss, general), 600_000);
it(`nothing handed to a layer is changed`, () => holdsForEvery('unmodified', properties.unmodified, general), 600_000);
it(`a batch is its samples`, () => holdsForEvery('samples', properties.samplesApart, apart), 600_000);
