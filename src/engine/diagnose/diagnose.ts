/** Says of every wrong gradient of a layer what mistake it is. Costs nothing where all is right: it is not asked. */
import type { LayerCheck } from '../gradcheck/layerCheck';
import type { Tolerances } from '../gradcheck/verdict';
import type { Diagnosis, LayerReport } from '../summary';
import type { Trace } from '../trace';
import type { ROUNDING } from './closeness';
import { patternsIn } from './patterns/index';
import { outputQuestion, questionOf, type Question } from './question';
import { search } from './search';
import { diagnosisOf } from './words';

/** Yields between mistakes, so that a run can pause or stop. */
export function* diagnoseLayer(
  trace: Trace,
  { layer, tensors }: LayerCheck,
  report: LayerReport,
  tolerances: Tolerances,
  precision: keyof typeof ROUNDING = 'float64',
): Generator<void, readonly Diagnosis[]> {
  const found: Diagnosis[] = [];
  const isOther = report.properties?.some(({ property, verdict }) => property === 'parity' && verdict === 'wrong');
  if (isOther) {
    const question = outputQuestion(trace, layer);
    if (question) found.push(yield* answer(question));
  }
  for (const check of tensors) {
    const wrong = report.tensors.find(({ name }) => name === check.name);
    if (!wrong || wrong.failed === 0) continue;
    const question = questionOf(trace, layer, check, tolerances, precision);
    if (question) found.push(yield* answer(question));
  }
  return found.sort((a, b) => rank(a) - rank(b));
}

function* answer(question: Question): Generator<void, Diagnosis> {
  const found = yield* search(question);
  return diagnosisOf(question, found, found.match ? [] : patternsIn(question));
}

/** What comes of the forward pass taints the rest; one mistake tells more than two, and two more than a pattern. */
function rank({ target, mistakes }: Diagnosis): number {
  if (target.kind === 'output') return 0;
  return mistakes.length === 0 ? 3 : mistakes.length;
}
