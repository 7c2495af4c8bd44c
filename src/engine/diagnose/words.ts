/** A diagnosis in words: what the gradient equals, or what can be seen of it. */
import { gradientSymbol, grouped, plural } from '../gradcheck/sentence';
import type { Diagnosis, Evidence, Remedy } from '../summary';
import type { Seen } from './patterns/view';
import type { Mistake } from './mistake';
import type { Question } from './question';
import type { Attempt, Found } from './search';

/** Rows of evidence: the runners-up are what convinces. */
const ROWS = 6;

export function diagnosisOf(question: Question, { match, attempts, tried }: Found, seen: readonly Seen[]): Diagnosis {
  const { tensor, bench, against } = question;
  const rows = Math.max(ROWS, attempts.filter(({ closeness }) => closeness.matches).length);
  return {
    tensor,
    target: bench.target,
    sentence: match ? matchSentence(question, match.mistakes) : patternSentence(question, seen),
    short: match ? titleOf(match.mistakes) : clausesOf(seen).join(', ') || 'no known mistake matches',
    mistakes: match?.mistakes.map(({ id }) => id) ?? [],
    against,
    ...(match ? { remedy: remedyOf(match.mistakes) } : {}),
    evidence: attempts.slice(0, rows).map(evidenceOf),
    tried,
    patterns: match ? alikeOf(attempts.slice(1)) : seen.map(({ line }) => line),
  };
}

function subjectOf({ tensor, layer, bench }: Question): string {
  if (tensor === 'delta') return `δ of ${layer}`;
  return bench.target.kind === 'output' ? `The output of ${layer}` : `${gradientSymbol(tensor)} of ${layer}`;
}

function matchSentence(question: Question, mistakes: readonly Mistake[]): string {
  const subject = subjectOf(question);
  const [first, second] = mistakes as [Mistake, Mistake | undefined];
  if (second) return `${subject} equals what you get when ${first.when}, and ${second.when}.`;
  return first.sentence?.(subject, question.bench) ?? `${subject} equals what you get when ${first.when}.`;
}

/** Other mistakes that give these very numbers: on another geometry they would not. */
function alikeOf(others: readonly Attempt[]): readonly string[] {
  const alike = others.filter(({ closeness }) => closeness.matches).map(({ mistakes }) => titleOf(mistakes));
  return alike.length === 0 ? [] : [`On these numbers the same: ${alike.join('; ')}.`];
}

/** `∂C/∂W of conv2 is wrong in 150 of 2,400 entries, all in filter 3; no known mistake matches.` */
function patternSentence(question: Question, seen: readonly Seen[]): string {
  if (seen[0]?.whole) return `${subjectOf(question)} ${seen[0].whole}`;
  const wrong = question.wrong.reduce((sum, one) => sum + one, 0);
  const entries = question.known?.reduce((sum, one) => sum + one, 0) ?? question.mine.data.length;
  const extent = `${grouped(wrong)} of ${plural(entries, 'entry', 'entries')}`;
  return `${subjectOf(question)} is wrong in ${[extent, ...clausesOf(seen)].join(', ')}; no known mistake matches.`;
}

/** Where the wrong entries have gone; or where they are, and what. */
const clausesOf = (seen: readonly Seen[]): string[] =>
  (['order', 'place', 'value'] as const).flatMap((kind) => seen.find((one) => one.kind === kind)?.clause ?? []);

const titleOf = (mistakes: readonly Mistake[]): string => mistakes.map(({ title }) => title).join(' + ');

function remedyOf(mistakes: readonly Mistake[]): Remedy {
  const remedies = mistakes.map(({ remedy }) => remedy);
  const edits = remedies.flatMap(({ edit }) => edit ?? []);
  const lines = (pick: 'yours' | 'right') => edits.map((edit) => edit[pick]).join('\n');
  return {
    formula: remedies[0]!.formula,
    why: remedies.map(({ why }) => why).join(' '),
    ...(edits.length > 0 ? { edit: { yours: lines('yours'), right: lines('right') } } : {}),
  };
}

function evidenceOf({ mistakes, closeness }: Attempt): Evidence {
  return {
    mistake: mistakes.map(({ id }) => id).join(' + '),
    title: titleOf(mistakes),
    ...closeness,
  };
}
