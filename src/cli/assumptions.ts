/** What nobody states and a command takes for granted: printed on standard error, or refused. */
import type { Definition } from '../formats/definition';
import { CliFailure } from './failure';

/** `lenet.py: note: input (2, 1, 28, 28): from MNIST in line 8` */
export const formatAssumed = (file: string, { assumed = [] }: Definition): string[] =>
  assumed.map((text) => `${file}: note: ${text}`);

/** Of several models none is taken silently. Throws a CliFailure that lists them. */
export function refuseToChoose(file: string, { chosenBy, models = [] }: Definition): void {
  if (chosenBy !== 'default') return;
  const choices = models.filter(({ mayBeMeant }) => mayBeMeant);
  const [first] = choices;
  if (choices.length < 2 || !first) return;
  const { startLine, startColumn } = first.range;
  const names = choices.map(({ expression }) => expression).join(', ');
  throw new CliFailure(
    `${file}:${startLine + 1}:${startColumn + 1}: error: This file holds ${choices.length} models: ${names}. ` +
      `Name one: --model '${first.expression}'.`,
  );
}
