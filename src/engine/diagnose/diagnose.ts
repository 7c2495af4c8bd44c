/** Says of every wrong gradient of a layer what mistake it is. Costs nothing where all is right: it is not asked. */
import type { LayerCheck } from '../gradcheck/layerCheck';
import type { TensorCheck } from '../gradcheck/tensorCheck';
import type { Tolerances } from '../gradcheck/verdict';
import type { Diagnosis, LayerReport } from '../summary';
import type { Trace } from '../trace';
import { patternsIn } from './patterns/index';
import { outputQuestion, questionOf, type Asked, type Question } from './question';
import { tryPairs } from './pairs';
import { foundOf, matchOf, tryEach } from './search';
import { diagnosisOf } from './words';

/** Yields between mistakes, so that a run can pause or stop. */
export function* diagnoseLayer(
  trace: Trace,
  { layer, tensors }: LayerCheck,
  report: LayerReport,
  tolerances: Tolerances,
): Generator<void, readonly Diagnosis[]> {
  const isAnother = report.properties?.some(({ property, verdict }) => property === 'parity' && verdict === 'wrong');
  const forward = isAnother ? outputQuestion(trace, layer) : undefined;
  const found = forward ? [yield* answer(forward)] : [];
  found.push(...(yield* diagnoseTensors({ trace, layer, tolerances }, tensors, report)));
  return found.sort((a, b) => rank(a) - rank(b));
}

/** The tensors that the report calls wrong. */
export function* diagnoseTensors(
  asked: Asked,
  tensors: readonly TensorCheck[],
  report: LayerReport,
): Generator<void, Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const check of tensors) {
    const isWrong = report.tensors.some(({ name, failed }) => name === check.name && failed > 0);
    const question = isWrong ? questionOf(asked, check) : undefined;
    if (question) found.push(yield* answer(question));
  }
  return found;
}

function* answer(question: Question): Generator<void, Diagnosis> {
  const singles = yield* tryEach(question);
  const match = matchOf(singles);
  const seen = match ? [] : patternsIn(question);
  const isClear = match !== undefined || seen.some(({ isDecisive }) => isDecisive);
  const pair = isClear ? undefined : yield* tryPairs(question, singles);
  return diagnosisOf(question, foundOf(singles, match ?? pair), seen);
}

/** What comes of the forward pass taints the rest; one mistake tells more than two, and two more than a pattern. */
function rank({ target, mistakes }: Diagnosis): number {
  if (target.kind === 'output') return 0;
  return mistakes.length === 0 ? 3 : mistakes.length;
}
