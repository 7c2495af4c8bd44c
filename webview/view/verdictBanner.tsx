/** The verdict: one sentence, then the evidence, then the rule. Spoken once, when a run ends or a layer is wrong. */
import { useRef, useState } from 'preact/hooks';
import { bannerOf, type BannerKind, type Piece } from '../banner';
import * as numbers from '../numbers';
import { sourceOf } from '../source';
import type { RunView } from '../store';
import type { ViewProps } from './detail';
import { Icon, type IconName } from './icon';
import { showEntry } from './showEntry';

const icons: { readonly [K in BannerKind]: IconName } = {
  right: 'pass',
  wrong: 'error',
  finding: 'warning',
  unresolved: 'question',
  running: 'loading',
  cancelled: 'cancelled',
  unchecked: 'waiting',
  problem: 'error',
};

export function VerdictBanner(props: ViewProps & { narrow: boolean }) {
  const { state, rpc, narrow } = props;
  const [rule, showRule] = useState(false);
  const banner = bannerOf(state, useTimeLeft(state.run));
  return (
    <section class={`banner ${banner.kind}`} aria-label="Verdict">
      <Progress run={state.run} />
      <Icon name={icons[banner.kind]} size={18} />
      <div class="words">
        <p class="sentence">{banner.sentence}</p>
        <p class="evidence">
          {((narrow ? banner.brief : undefined) ?? banner.evidence).map((piece, k) => (
            <PieceView key={k} piece={piece} {...props} />
          ))}{' '}
          {banner.rule !== '' && (
            <button class="link ruleLink" aria-expanded={rule} onClick={() => showRule(!rule)}>
              rule
            </button>
          )}
        </p>
      </div>
      {banner.kind === 'running' && (
        <vscode-button class="cancel" appearance="secondary" onClick={() => rpc.post({ type: 'cancel' })}>
          Cancel
          <kbd slot="end">Esc</kbd>
        </vscode-button>
      )}
      {banner.source !== undefined && <SourceLink {...props} layer={banner.source} />}
      {banner.rule !== '' && <p class={`rule ${rule ? 'open' : ''}`}>Rule: {banner.rule}</p>}
      <p class="visuallyHidden" role="status">
        {banner.kind === 'running' ? firstWrong(state.run) : banner.sentence}
      </p>
    </section>
  );
}

/** While it runs only the first wrong layer is spoken. */
function firstWrong(run: RunView | undefined): string {
  const wrong = run?.verdicts.filter((report) => report?.verdict === 'wrong') ?? [];
  return wrong.length === 0 ? '' : `${wrong[0]!.name} is wrong.`;
}

function PieceView(props: ViewProps & { piece: Piece }) {
  const { piece, rpc } = props;
  if (typeof piece === 'string') return <>{piece}</>;
  if ('number' in piece) return <span class="mono">{piece.number}</span>;
  const open = () => {
    if ('entry' in piece) showEntry(props, piece.entry);
    else if ('place' in piece) rpc.post({ type: 'openPlace', range: piece.place });
    else if ('source' in piece) rpc.post({ type: 'openSource', layer: piece.source, option: piece.option });
    else rpc.post({ type: 'check', method: 'exhaustive' });
  };
  return (
    <button class="link" onClick={open}>
      {piece.text}
    </button>
  );
}

function SourceLink({ state, rpc, layer }: ViewProps & { layer: number }) {
  const source = sourceOf(state, layer);
  if (source === undefined) return null;
  return (
    <button class="link source" onClick={() => rpc.post({ type: 'openSource', layer })}>
      {source}
    </button>
  );
}

/** 2 px under the header; its width is reserved always. */
function Progress({ run }: { run: RunView | undefined }) {
  if (run?.state !== 'running') return null;
  const { checked, total } = run.progress ?? { checked: 0, total: Math.max(1, run.total) };
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label="Gradients checked"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={checked}
    >
      <div style={{ width: `${total === 0 ? 0 : (100 * checked) / total}%` }} />
    </div>
  );
}

/** From the pace so far; empty until there is one. */
function useTimeLeft(run: RunView | undefined): string {
  const started = useRef<{ run: number; at: number; checked: number } | undefined>(undefined);
  const { progress } = run ?? {};
  if (run?.state !== 'running' || progress === undefined) return '';
  if (started.current?.run !== run.run) {
    started.current = { run: run.run, at: performance.now(), checked: progress.checked };
    return '';
  }
  const done = progress.checked - started.current.checked;
  const elapsed = performance.now() - started.current.at;
  return done <= 0 ? '' : numbers.duration((elapsed * (progress.total - progress.checked)) / done);
}
