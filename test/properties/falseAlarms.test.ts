/** Hard networks that are right: no entry, end-to-end check or property of any is called wrong. */
import { expect, it } from 'vitest';
import { addAlarms, noAlarms } from './support/falseAlarms';
import { hardNetwork } from './support/hardNetwork';
import { realImages } from './support/realImages';

const NETWORKS = 60;

it(`${NETWORKS} networks with ties, saturated units and extreme weights raise no false alarm`, () => {
  const alarms = noAlarms();
  const images = realImages();
  for (let seed = 1; seed <= NETWORKS; seed++) addAlarms(alarms, hardNetwork(seed, images), 8);
  expect(alarms.wrong, alarms.told.join('\n')).toBe(0);
  expect(alarms.overflowed).toBeLessThan(NETWORKS / 10);
  expect(alarms.kinks).toBeGreaterThan(100);
  expect(alarms.unresolved / alarms.entries).toBeLessThan(0.005);
}, 600_000);
