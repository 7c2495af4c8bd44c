/** Which entry is open, the way to its neighbours, and back. */
import { useEffect, useRef } from 'preact/hooks';
import type { EntryRequest } from '../../../src/protocol';
import type { ViewProps } from '../detail';
import { along, beside, entryShape } from './stepEntry';

interface EntryHeaderProps extends ViewProps {
  readonly entry: EntryRequest;
  readonly name: string;
  readonly onCopy: () => void;
  /** Where there is a formula. */
  readonly onCopyFormula?: () => void;
  readonly onOpen: (entry: EntryRequest) => void;
}

export function EntryHeader({ state, entry, name, onCopy, onCopyFormula, onOpen }: EntryHeaderProps) {
  const chip = useRef<HTMLDivElement>(null);
  const shape = state.network && entryShape(state.network, entry);
  const open = (next: EntryRequest | undefined) => next !== undefined && onOpen(next);
  const previous = shape && beside(entry, shape, -1);
  const next = shape && beside(entry, shape, 1);

  // The map that was left had the focus: it goes on here, so that the arrows keep moving the entry.
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) chip.current?.focus({ preventScroll: true });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || shape === undefined) return;
    const steps: { [key: string]: readonly [fromLast: number, by: 1 | -1] } = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [1, -1],
      ArrowDown: [1, 1],
    };
    const step = steps[event.key];
    if (step !== undefined) open(along(entry, shape, step[0], step[1]));
    else if (event.key === 'c') onCopy();
    else if (event.key === 'C') onCopyFormula?.();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="entryHeader">
      <span class="secondary">Entry</span>
      <div
        ref={chip}
        class="entryName mono"
        tabIndex={0}
        role="group"
        aria-label={`Entry ${name}, arrows move`}
        onKeyDown={onKeyDown}
      >
        {name}
      </div>
      <Step label="Previous entry" path="M13 8H3M7 4 3 8 7 12" to={previous} open={open} />
      <Step label="Next entry" path="M3 8H13M9 4 13 8 9 12" to={next} open={open} />
      <span class="entryHints">
        <kbd>←↑↓→</kbd> move
        <kbd>Esc</kbd> back to {state.openedFrom === 'maps' ? 'maps' : 'the diagnosis'}
      </span>
    </div>
  );
}

interface StepProps {
  readonly label: string;
  readonly path: string;
  readonly to: EntryRequest | undefined;
  readonly open: (entry: EntryRequest | undefined) => void;
}

function Step({ label, path, to, open }: StepProps) {
  return (
    <button
      class="entryStep"
      aria-label={label}
      title={label}
      aria-disabled={to === undefined}
      onClick={() => open(to)}
    >
      <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}
