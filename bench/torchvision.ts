/**
 * Every classification model of torchvision: does it open, how long does that take, and does it agree with PyTorch?
 * `npx tsx bench/torchvision.ts [name…]`, with Debian's python3-torchvision; `--transformers` adds those.
 */
import {
  agreementOf,
  convolutional,
  findTorchvision,
  nameOf,
  open,
  shapesOf,
  stateShapes,
  transformers,
} from '../test/conformance/torchvisionModels';

const TOLERANCE = 1e-9;
/** Parse and evaluate is timed this often; the fastest counts. */
const TIMES = 3;

async function main(): Promise<void> {
  const python = findTorchvision();
  if (!python) throw new Error('PyTorch is not installed.');
  const names = process.argv.slice(2).filter((one) => !one.startsWith('--'));
  const every = process.argv.includes('--transformers') ? [...convolutional, ...transformers] : convolutional;
  const cases = every.filter((one) => names.length === 0 || names.some((name) => nameOf(one).includes(name)));
  const expected = await stateShapes(python, cases);
  let [opened, agreed] = [0, 0];
  console.log('model | layers | keys | open, ms | pass, ms | worst error | of');
  for (const [at, one] of cases.entries()) {
    let fastest = Infinity;
    let definition = await open(one);
    for (let time = 0; time < TIMES; time++) {
      const started = performance.now();
      definition = await open(one);
      fastest = Math.min(fastest, performance.now() - started);
    }
    const { network } = definition;
    const shapes = network ? shapesOf(network) : {};
    const wanted = Object.entries(expected[at]!);
    const same = wanted.filter(([key, shape]) => shapes[key]?.join() === shape.join()).length;
    const isOpen = same === wanted.length && Object.keys(shapes).length === wanted.length;
    if (isOpen) opened++;
    const told = definition.problems.map(({ message, range }) => `${range.startLine + 1}: ${message}`);
    const row = [nameOf(one), network?.layers.length ?? 0, `${same}/${wanted.length}`, fastest.toFixed(0)];
    if (!isOpen) {
      console.log([...row, ...told].join(' | '));
      continue;
    }
    const { errors, missing, problems, passMs } = await agreementOf(python, one);
    const [what, worst] = [...errors].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['nothing', 0]);
    const agrees = errors.size > 0 && missing.length === 0 && worst <= TOLERANCE;
    if (agrees) agreed++;
    const trouble = agrees ? [] : [...problems, ...missing.slice(0, 3)];
    console.log([...row, passMs.toFixed(0), worst.toExponential(1), what, ...trouble].join(' | '));
  }
  console.log(`${opened} of ${cases.length} open with PyTorch's keys and shapes, ${agreed} agree to ${TOLERANCE}.`);
}

void main();
