/** Ctrl-C asks a command to stop; pressed again it stops the process. */

export interface Interrupt {
  requested(): boolean;
  /** Gives signals and output a turn. */
  pause(): Promise<void>;
  /** Ctrl-C is the process's own matter again. */
  release(): void;
}

export function watchInterrupt(): Interrupt {
  let requested = false;
  const onSignal = (): void => {
    if (requested) process.exit(130);
    requested = true;
  };
  process.on('SIGINT', onSignal);
  return {
    requested: () => requested,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    release: () => void process.off('SIGINT', onSignal),
  };
}
