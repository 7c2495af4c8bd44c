/** Random networks of every layer and loss in the registry: their gradients are right, entry by entry and end to end. */
import { expect, it } from 'vitest';
import { gradients, tally } from './support/gradcheck';
import { holdsForEvery } from './support/everyNetwork';
import { SEED, NETWORKS } from './support/amount';

it(`the gradients of ${NETWORKS} networks are right (seed ${SEED})`, () => {
  holdsForEvery('gradients', gradients, { networks: NETWORKS, seed: SEED });
  // A check that cannot tell right from wrong says nothing: such entries must stay a small part.
  expect(tally.unresolved / tally.entries).toBeLessThan(0.02);
  expect(tally.kinks / tally.entries).toBeLessThan(0.1);
  console.log(`gradients of ${NETWORKS} random networks, seed ${SEED}: ${JSON.stringify(tally)}`);
}, 600_000);
