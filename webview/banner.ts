/** The verdict in one sentence, its evidence and its rule: pure, from the state. */
import type {
  ComparisonReport,
  EntryRequest,
  LocatedProblem,
  NetworkSummary,
  RunReport,
  SourceRange,
  TensorReport,
} from '../src/protocol';
import { bornNaN, vanishingOf } from './findings';
import { flowOf } from './flow';
import * as numbers from './numbers';
import type { RunView, State } from './store';

export type BannerKind =
  'right' | 'wrong' | 'finding' | 'unresolved' | 'running' | 'cancelled' | 'unchecked' | 'problem';

/** A piece of the evidence: words, a number in mono, or a link. */
export type Piece =
  | string
  | { readonly number: string }
  | { readonly entry: EntryRequest; readonly text: string }
  | { readonly source: number; readonly option?: string; readonly text: string }
  /** Where no layer stands. */
  | { readonly place: SourceRange; readonly text: string }
  | { readonly checkAll: true; readonly text: string };

export interface Banner {
  readonly kind: BannerKind;
  readonly sentence: string;
  readonly evidence: readonly Piece[];
  /** For one column: the same in fewer words. */
  readonly brief?: readonly Piece[];
  readonly rule: string;
  /** Layer whose line the link at the right opens. */
  readonly source: number | undefined;
}

export function bannerOf(state: State, timeLeft: string): Banner {
  const { network, run } = state;
  const error = state.problems.find((problem) => problem.severity === 'error');
  if (error !== undefined) return problemBanner(state, error);
  if (network === undefined) return plain('unchecked', 'There is no network in this file.', []);
  if (run === undefined) return uncheckedBanner(network);
  switch (run.state) {
    case 'running':
      return runningBanner(network, run, timeLeft);
    case 'failed':
      return { ...plain('wrong', run.message ?? 'The run failed.', []), source: run.failedLayer };
    case 'cancelled':
      return cancelledBanner(run);
    case 'done':
      return run.report === undefined ? uncheckedBanner(network) : doneBanner(network, run, run.report);
  }
}

function plain(kind: BannerKind, sentence: string, evidence: readonly Piece[], rule = ''): Banner {
  return { kind, sentence, evidence, rule, source: undefined };
}

function uncheckedBanner(network: NetworkSummary): Banner {
  const layers = network.layers.length;
  return plain('unchecked', 'The gradients are not checked yet.', [
    layers === 1 ? 'The shape fits in its one layer' : `Shapes fit in all ${numbers.count(layers)} layers`,
    ` · ${numbers.count(network.parameterCount)} parameters`,
  ]);
}

/** Nothing before the check: forward and backward pass come first. */
function runningBanner(network: NetworkSummary, run: RunView, timeLeft: string): Banner {
  const { progress } = run;
  if (progress === undefined) {
    const pass = run.loss === undefined ? 'forward' : 'backward';
    return plain('running', `Running the ${pass} pass.`, [], ruleOf(run));
  }
  const name = network.layers[progress.layer]?.name ?? 'the loss';
  const { checked, total, failed, kinks } = progress;
  const soFar = failed === 0 ? 'all right so far' : `${numbers.count(failed)} wrong so far`;
  const sentence =
    progress.layer < network.layers.length ? `Checking ${name}.${progress.tensor}.` : `Checking ${name}.`;
  return plain(
    'running',
    sentence,
    [
      { number: numbers.count(checked).padStart(numbers.count(total).length, '\u2007') },
      ' of ',
      { number: numbers.count(total) },
      ` gradients checked, ${soFar} · ${plural(kinks, 'kink')}${timeLeft === '' ? '' : ` · about ${timeLeft} left`}`,
    ],
    ruleOf(run),
  );
}

function cancelledBanner(run: RunView): Banner {
  const { checked, total, failed } = run.cancelled ?? { checked: 0, total: run.total, failed: 0 };
  const amount = `${numbers.count(checked)} of ${numbers.count(total)} gradients`;
  const found =
    checked === 0 ? '' : failed === 0 ? '; all of them were right' : `; ${numbers.count(failed)} of them are wrong`;
  const layers = run.verdicts.filter((report) => report !== undefined && report.verdict !== 'unchecked').length;
  const evidence = layers === 1 ? '1 layer is checked.' : `${numbers.count(layers)} layers are checked.`;
  return plain('cancelled', `Cancelled after ${amount}${found}.`, [evidence], ruleOf(run));
}

/** A finding never hides a wrong gradient, but says more than "right". */
function doneBanner(network: NetworkSummary, run: RunView, report: RunReport): Banner {
  const rule = ruleOf(run);
  const sampled = isSampled(report) ? [' ', { checkAll: true, text: 'Check every entry' } as const] : [];
  if (report.comparison !== undefined) return comparisonBanner(network, report, report.comparison, rule);
  if (report.verdict === 'wrong') {
    const sentence = bornNaN(network, run) ?? report.sentence;
    const evidence = [...faultEvidence(network, report), ...sampled];
    return { kind: 'wrong', sentence, evidence, rule, source: report.firstAtFault };
  }
  const evidence = [...calmEvidence(network, report), ...sampled];
  const brief = [...briefEvidence(report), ...sampled];
  const vanishing = report.verdict === 'right' ? vanishingOf(flowOf(network, run)) : undefined;
  if (vanishing === undefined) return { ...plain(report.verdict, report.sentence, evidence, rule), brief };
  const sentence = `${report.sentence.replace(/\.$/, '')}, but ${vanishing.sentence}`;
  return {
    ...plain('finding', sentence, [`${vanishing.evidence} · `, ...evidence], rule),
    brief: [vanishing.evidence],
  };
}

/** `dx of conv2 is wrong in 24 of 24 entries, by 0.1 at dx[0,1,2,3] · 9 of your tensors compared · 2 not` */
function comparisonBanner(
  network: NetworkSummary,
  report: RunReport,
  { read, unread }: ComparisonReport,
  rule: string,
): Banner {
  const left = unread.length === 0 ? '' : `, ${numbers.count(unread.length)} not`;
  const compared = `${numbers.count(read.length)} of your tensors compared${left}`;
  const { worst } = report;
  const largest: Piece[] =
    worst === undefined
      ? []
      : [
          'Largest relative error ',
          { number: numbers.relativeError(worst.at.error) },
          ' at ',
          placeOf(network, report, worst.layer, worst.tensor),
          ' · ',
        ];
  const evidence = report.verdict === 'wrong' ? [...faultEvidence(network, report), ' · '] : largest;
  const { verdict, sentence, firstAtFault } = report;
  return { kind: verdict, sentence, evidence: [...evidence, compared], rule, source: firstAtFault };
}

/** `largest error 7.5e−10 · every entry · 0.4 s` */
function briefEvidence(report: RunReport): Piece[] {
  const rest = `${isSampled(report) ? '' : 'every entry · '}${numbers.duration(report.elapsedMs)}`;
  if (report.worst === undefined) return [rest];
  return ['largest error ', { number: numbers.relativeError(report.worst.at.error) }, ` · ${rest}`];
}

/** `Largest relative error 7.5e−10 at conv2.weight[3,0,1,3] · 0 kinks · 0 unresolved · 0.4 s` */
function calmEvidence(network: NetworkSummary, report: RunReport): Piece[] {
  // Of all tensors: the sentence counts parameters alone, and kinks are most often in dx.
  const tensors = report.layers.flatMap((layer) => layer.tensors);
  const kinks = tensors.reduce((sum, tensor) => sum + tensor.kinks, 0);
  const unresolved = tensors.reduce((sum, tensor) => sum + tensor.unresolved, 0);
  const counts = `${plural(kinks, 'kink')} · ${numbers.count(unresolved)} unresolved`;
  const rest = `${counts} · ${numbers.duration(report.elapsedMs)}`;
  const { worst } = report;
  if (worst === undefined) return [rest];
  const error = { number: numbers.relativeError(worst.at.error) };
  return ['Largest relative error ', error, ' at ', placeOf(network, report, worst.layer, worst.tensor), ` · ${rest}`];
}

/** The worst entry as a link that opens it. */
function placeOf(network: NetworkSummary, report: RunReport, layer: number, tensor: string): Piece {
  const name = network.layers[layer]?.name ?? 'loss';
  const found = report.layers.find((one) => one.layer === layer)?.tensors.find((one) => one.name === tensor);
  const at = found?.worst?.index ?? report.worst?.at.index ?? [];
  const text = `${name}.${tensor}${numbers.index(at)}`;
  return found === undefined ? text : { entry: { layer, target: found.target, index: at }, text };
}

/** `conv2 is the first layer at fault: 1,176 of 1,176 entries of dx are wrong, by up to 0.158 …` */
function faultEvidence(network: NetworkSummary, report: RunReport): Piece[] {
  const fault = report.layers.find((layer) => layer.layer === report.firstAtFault);
  const tensor = fault?.tensors.find((one) => one.failed > 0);
  if (fault === undefined || tensor === undefined) return calmEvidence(network, report);
  const others = report.layers.filter((layer) => layer.verdict === 'right').length;
  return [
    `${fault.name} is the first layer at fault: `,
    { number: numbers.count(tensor.failed) },
    ' of ',
    { number: numbers.count(tensor.checked) },
    ` entries of ${tensor.name} are wrong`,
    ...differenceOf(fault.layer, tensor),
    ...(others === 0 ? [] : [` · ${numbers.count(others)} other ${others === 1 ? 'layer' : 'layers'} right`]),
  ];
}

function differenceOf(layer: number, tensor: TensorReport): Piece[] {
  const { worst } = tensor;
  if (worst === undefined) return [];
  const difference = numbers.value(Math.abs(worst.analytic - worst.numeric));
  return [
    ', by ',
    { number: difference },
    ' at ',
    {
      entry: { layer, target: tensor.target, index: worst.index },
      text: `${tensor.name}${numbers.index(worst.index)}`,
    },
    // Right values that were computed, not differenced, have none.
    ...(worst.uncertainty > 0
      ? [' where the numeric error bar is ', { number: numbers.shortError(worst.uncertainty) }]
      : []),
  ];
}

/** `3 layers fit; conv3 does not: 5×5 kernel on 4×4 input.` */
function problemBanner(state: State, first: LocatedProblem): Banner {
  const { network, problems } = state;
  const at = network?.layers.findIndex((layer) => layer.state === 'misfit') ?? -1;
  const misfit = at < 0 ? undefined : network?.layers[at];
  const problem = (misfit && problems.find((one) => one.layer === at)) ?? first;
  const line = `line ${problem.range.startLine + 1}${problem.option === undefined ? '' : `, ${problem.option}`}`;
  const more = problems.filter((one) => one.severity === 'error').length - 1;
  const others = more === 0 ? [] : [` · ${more} more ${more === 1 ? 'problem' : 'problems'} in the file`];
  if (network === undefined || misfit === undefined) {
    const link =
      problem.layer === undefined
        ? { place: problem.range, text: line }
        : { source: problem.layer, option: problem.option, text: line };
    return plain('problem', problem.message, [`${state.file}, `, link, ...others]);
  }
  const sizes = misfit.misfit;
  const why =
    sizes === undefined ? problem.message : `${sizes.kernel.join('×')} kernel on ${sizes.input.join('×')} input.`;
  const before = at === 0 ? 'The input' : `Everything up to ${network.layers[at - 1]!.name}`;
  const after = network.layers.filter((layer) => layer.state === 'notComputed').length;
  return plain('problem', `${fitCount(at)}${misfit.name} does not${at === 0 ? ' fit' : ''}: ${lowerFirst(why)}`, [
    `${before} is shown · ${after === 0 ? '' : `${layersAfter(after)} after ${misfit.name} ${after === 1 ? 'is' : 'are'} not computed · `}${misfit.name} at `,
    { source: at, option: problem.option, text: line },
    ...others,
  ]);
}

function fitCount(fitting: number): string {
  if (fitting === 0) return '';
  return fitting === 1 ? '1 layer fits; ' : `${fitting} layers fit; `;
}

function layersAfter(count: number): string {
  return count === 1 ? '1 layer' : `${count} layers`;
}

/** A message that starts with a capital word goes on after a colon in lower case; `5×5` and `ReLU` stay. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

/** Fewer entries were looked at than there are: then nobody says "all". */
export function isSampled(report: RunReport): boolean {
  return report.layers.some((layer) => layer.tensors.some((tensor) => tensor.checked < tensor.entries));
}

function ruleOf(run: RunView): string {
  return run.report?.rule ?? run.rule;
}

function plural(n: number, word: string): string {
  return `${numbers.count(n)} ${word}${n === 1 ? '' : 's'}`;
}
