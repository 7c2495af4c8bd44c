/**
 * `npx tsx bench/falseAlarms.ts [NETWORKS] [SEED]`: checks networks that are right, and made to look wrong: ReLU and max
 * pools on real images with whole-numbered and duplicated pixels, saturated units, weights a million times too large or
 * too small. Prints every verdict that is neither right nor a kink, and their numbers: wrong must be 0.
 */
import { addAlarms, noAlarms } from '../test/properties/support/falseAlarms';
import { hardNetwork } from '../test/properties/support/hardNetwork';
import { realImages } from '../test/properties/support/realImages';

const [networks, first] = [Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 1)];
const ENTRIES = 24;

const images = realImages();
const alarms = noAlarms();
for (let seed = first; seed < first + networks; seed++) addAlarms(alarms, hardNetwork(seed, images), ENTRIES);
const { told, ...counts } = alarms;
console.log([...told, JSON.stringify(counts)].join('\n'));
process.exitCode = counts.wrong > 0 ? 1 : 0;
