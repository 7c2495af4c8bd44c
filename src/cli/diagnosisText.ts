/** What mistake a wrong gradient is, below the table: sentence, remedy, and how near each mistake came. */
import type { Diagnosis, Evidence, LayerReport } from '../engine/summary';
import { formatCount, formatError } from './numbers';
import { formatTable, type Column, type Paint } from './terminal';

/** Mistakes beside the one that is named: their distance is what convinces. */
const RUNNERS_UP = 3;

/** Of all layers, the first at fault first; a sentence that has been said already is not said again. */
export function formatDiagnoses(layers: readonly LayerReport[], said: string, paint: Paint): string[] {
  const diagnoses = layers.flatMap((layer) => layer.diagnoses ?? []);
  return diagnoses.flatMap((diagnosis) => [
    ...(diagnosis.sentence === said ? [] : [paint('red', `✗ ${diagnosis.sentence}`)]),
    ...formatDiagnosis(diagnosis, paint),
  ]);
}

function formatDiagnosis(diagnosis: Diagnosis, paint: Paint): string[] {
  const { remedy, patterns, evidence } = diagnosis;
  const { edit } = remedy ?? {};
  return [
    ...patterns.map((pattern) => `  ${pattern}`),
    ...(remedy ? labelled('right', remedy.formula) : []),
    ...(remedy ? labelled('why', remedy.why) : []),
    ...(edit ? [...labelled('not', edit.yours), ...labelled('but', edit.right)] : []),
    ...(evidence.length > 0 ? [formatTried(diagnosis, paint), formatEvidence(evidence, paint)] : []),
    '',
  ];
}

/** Further lines stand below the first. */
const labelled = (label: string, text: string): string[] =>
  text.split('\n').map((line, at) => `  ${(at === 0 ? label : '').padEnd(6)} ${line}`);

function formatTried({ tried, against, mistakes }: Diagnosis, paint: Paint): string {
  const known = `${formatCount(tried)} known ${tried === 1 ? 'mistake' : 'mistakes'} tried`;
  const beside = against === 'numeric' ? 'the numeric gradient' : `${against}'s gradient`;
  const pairs = mistakes.length === 1 ? '' : ', alone and in pairs,';
  return paint('dim', `  ${known}${pairs} on ${beside}; the closest:`);
}

const columns: readonly Column[] = [
  { title: '   mistake' },
  { title: 'equal entries', align: 'right' },
  { title: 'largest difference', align: 'right' },
];

function formatEvidence(evidence: readonly Evidence[], paint: Paint): string {
  const matching = evidence.filter(({ matches }) => matches).length;
  const rows = evidence.slice(0, matching + RUNNERS_UP).map(({ title, equal, entries, maxDifference, matches }) => {
    const style = matches ? 'bold' : 'dim';
    return [
      { text: `  ${matches ? '✓' : '–'} ${title}`, style },
      { text: `${formatCount(equal)} of ${formatCount(entries)}`, style },
      { text: formatError(maxDifference), style },
    ] as const;
  });
  return formatTable(columns, rows, paint);
}
