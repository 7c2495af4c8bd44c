/** Where in a network definition something stands: keys and positions from its root, e.g. `['layers', 3, 'kernel_size']`. */
export type Path = readonly (string | number)[];

export interface Problem {
  readonly path: Path;
  /** Subject, verb, fact, and what to do. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** Mark the key itself (`"kernel_sise"`) rather than its value. */
  readonly onKey?: boolean;
}

export function problem(path: Path, message: string, more: Partial<Problem> = {}): Problem {
  return { path, message, severity: 'error', ...more };
}

/** The known name that `word` was probably meant to be, or undefined. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `unknown option "strid"; did you mean "stride"?`-style suffix, or the empty string. */
export function hint(word: string, known: Iterable<string>): string {
  const meant = didYouMean(word, known);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}

/** Levenshtein distance with transposition of neighbours counted as one edit. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, beforePrevious[j - 2]! + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
