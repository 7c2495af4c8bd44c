/** What the lenses say, as plain data: titles and what they do. Pure. */
import type { LayerSummary } from '../engine/summary';
import type { Analysis } from '../worker/protocol';
import { count, plural } from './numbers';
import type { RunState } from './runState';
import { layerVerdict, runVerdict } from './verdictText';

export interface Lens {
  readonly title: string;
  readonly does:
    'check' | 'checkLayer' | 'checkModel' | 'pickLayers' | 'cancel' | 'openPanel' | 'chooseModel' | 'changeInputShape';
  /** What the command gets besides the document: a layer's index, several, or a model. */
  readonly given?: number | readonly number[] | string;
}

/** On the first line of the file. */
export function fileLenses(analysis: Analysis, run: RunState | undefined): Lens[] {
  const panel: Lens = { title: 'Open panel', does: 'openPanel' };
  const check: Lens = { title: 'Check gradients', does: 'check' };
  const errors = analysis.problems.filter(({ severity, asks }) => severity === 'error' && !asks).length;
  if (errors > 0) return [{ title: `✗ ${plural(errors, 'problem')}`, does: 'openPanel' }, panel];
  if (!run) return [check, panel];
  switch (run.phase) {
    case 'running': {
      const { checked, total } = run.progress;
      const title = total > 0 ? `▸ ${count(checked)} of ${count(total)} · Cancel` : '▸ starting · Cancel';
      return [{ title, does: 'cancel' }, panel];
    }
    case 'done':
      return [{ title: run.report ? runVerdict(run.report) : '○ not checked', does: 'openPanel' }, check, panel];
    case 'cancelled': {
      const { checked, total } = run.progress;
      return [{ title: `○ cancelled after ${count(checked)} of ${count(total)}`, does: 'openPanel' }, check, panel];
    }
    case 'failed':
      return [{ title: `✗ ${firstSentence(run.message ?? 'the run failed')}`, does: 'openPanel' }, check, panel];
  }
}

/** Above a layer; none above a layer that is not reached. */
export function layerLenses(layer: LayerSummary, sound: boolean, run: RunState | undefined): Lens[] {
  if (layer.state === 'misfit') {
    return [
      { title: `✗ ${misfitTitle(layer)}`, does: 'openPanel' },
      { title: 'Show', does: 'openPanel' },
    ];
  }
  if (!sound) return [];
  const explain: Lens = { title: 'Explain', does: 'openPanel' };
  const check: Lens = { title: 'Check gradient', does: 'checkLayer' };
  if (run?.checking?.layer === layer.index) {
    const { checked, total } = run.checking;
    const title = `$(loading~spin) ${count(checked)} of ${count(total)}`;
    return [{ title, does: 'openPanel' }, { title: 'Cancel', does: 'cancel' }, explain];
  }
  const report = run?.reports.get(layer.index);
  if (report) return [{ title: layerVerdict(report), does: 'openPanel' }, check, explain];
  const awaited = run?.phase === 'running' && (run.requested?.includes(layer.index) ?? true);
  return awaited ? [{ title: '○ waiting', does: 'openPanel' }, check, explain] : [check, explain];
}

/** Above `backward` of a layer of the user's own; `prefix` says which layer, where a file is several. */
export function userLenses(layer: LayerSummary, sound: boolean, run: RunState | undefined, prefix: string): Lens[] {
  return layerLenses(layer, sound, run)
    .filter(({ does, title }) => does !== 'openPanel' || title !== 'Explain')
    .concat({ title: 'Show', does: 'openPanel' })
    .map((lens, at) => (at === 0 ? { ...lens, title: prefix + lens.title } : lens));
}

/** `5×5 kernel on 4×4 input`: the claim without its arithmetic. */
export function misfitTitle({ misfit, name }: LayerSummary): string {
  if (!misfit) return `${name} does not fit`;
  const claim = misfit.message.split(/: |\.(?:\s|$)/)[0] ?? '';
  return claim === '' ? `${name} does not fit` : claim;
}

const firstSentence = (text: string): string => text.split(/\.(?:\s|$)/)[0] ?? text;
