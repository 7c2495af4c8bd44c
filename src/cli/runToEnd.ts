/** Runs a gradcheck with a progress bar on a terminal. */
import { SingleBar } from 'cli-progress';
import type { CheckMethod, RunEvent } from '../engine/events';
import { run, type RunOptions } from '../engine/run';
import type { RunReport } from '../engine/summary';
import { CliFailure } from './failure';
import { watchInterrupt } from './interrupt';
import { formatCount } from './numbers';
import type { ReadyDefinition } from './openDefinition';

export const methods: readonly CheckMethod[] = ['exhaustive', 'fast', 'sample'];

/** A run shorter than this shows no bar. */
const showBarAfterMs = 500;

/**
 * The report. Throws a CliFailure where the run fails, or with 130 where Ctrl-C cancels it.
 * @param started called once Ctrl-C is heard
 */
export async function runToEnd(
  { model, summary }: ReadyDefinition,
  options: RunOptions,
  started: () => void,
): Promise<RunReport> {
  const interrupt = watchInterrupt();
  const bar = progressBar();
  try {
    const control = { cancelled: interrupt.requested, pause: interrupt.pause };
    for await (const event of run(model, summary, options, control)) {
      if (event.type === 'runStarted') started();
      if (event.type === 'runDone') return event.report;
      if (event.type === 'runFailed') throw new CliFailure(`gradlens: error: ${event.message}`);
      if (event.type === 'runCancelled') throw cancelled(event);
      if (event.type === 'progress') bar.update(event, summary.layers[event.layer]?.name ?? 'loss');
    }
    throw new CliFailure('gradlens: error: the run ended without a verdict.');
  } finally {
    bar.stop();
    interrupt.release();
  }
}

function cancelled({ checked, total, failed }: Extract<RunEvent, { type: 'runCancelled' }>): CliFailure {
  const soFar =
    checked === 0 ? '' : failed === 0 ? '; all of them were right' : `; ${formatCount(failed)} of them were wrong`;
  return new CliFailure(`Cancelled after ${formatCount(checked)} of ${formatCount(total)} gradients${soFar}.`, 130);
}

interface Bar {
  update(event: Extract<RunEvent, { type: 'progress' }>, layer: string): void;
  stop(): void;
}

function progressBar(): Bar {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const started = Date.now();
  let bar: SingleBar | undefined;
  return {
    update({ checked, total, tensor }, layer) {
      if (!bar && Date.now() - started < showBarAfterMs) return;
      if (!bar) {
        bar = new SingleBar({
          stream: process.stderr,
          clearOnComplete: true,
          hideCursor: true,
          format: '{bar} {value} of {total} · {place}',
          barCompleteChar: '█',
          barIncompleteChar: '░',
          formatValue: (value, _options, type) =>
            type === 'value' || type === 'total' ? formatCount(value) : `${value}`,
        });
        bar.start(total, checked, { place: '' });
      }
      bar.update(checked, { place: `${tensor} of ${layer}` });
    },
    stop: () => bar?.stop(),
  };
}
