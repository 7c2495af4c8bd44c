/** What ends a command before its time: a message for standard error and an exit status. */

/** 0 all right · 1 a gradient is wrong · 2 the file or an option is wrong · 130 interrupted */
export type ExitCode = 0 | 1 | 2 | 130;

export class CliFailure extends Error {
  override readonly name = 'CliFailure';

  /** @param message complete lines, printed as they are; empty when all has been said already */
  constructor(
    message: string,
    readonly exitCode: ExitCode = 2,
  ) {
    super(message);
  }
}

/** An option or argument that is wrong. */
export const badOption = (message: string): CliFailure => new CliFailure(`gradlens: error: ${message}`);
