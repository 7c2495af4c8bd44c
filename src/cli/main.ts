/** `gradlens`: the engine on the command line. */
import type { ArgumentsCamelCase } from 'yargs';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { UserCodeError } from '../engine/userLayer/userModule';
import { check, checkOptions } from './check';
import { compare, compareOptions } from './compare';
import { explain, explainOptions } from './explain';
import { badOption, CliFailure, type ExitCode } from './failure';
import { watchIfThatIsAll } from './guard';
import { gradients, gradientsOptions } from './gradients';
import { formatFailure } from './openDefinition';
import { shapes, shapesOptions } from './shapes';
import { step, stepOptions } from './step';

/** A command's exit status becomes that of the process, which ends by itself once all output is written. */
function ending<T>(command: (args: ArgumentsCamelCase<T>) => Promise<ExitCode>) {
  return async (args: ArgumentsCamelCase<T>): Promise<void> => {
    process.exitCode = await command(args);
  };
}

/** What is wrong with the command line itself: yargs' message, or an error of a command. */
function fail(message: string | undefined, error: Error | undefined): never {
  throw error ?? badOption(`${message}\nSee gradlens --help.`);
}

/** What the user's own code did wrong, at its line. */
const userFailure = ({ message, place }: UserCodeError) => new CliFailure(formatFailure(message, place));

async function main(): Promise<void> {
  await yargs(hideBin(process.argv))
    .scriptName('gradlens')
    .usage('$0 COMMAND FILE\n\nGradient debugging for convolutional networks.')
    .command('check <file>', 'compare every gradient with a numeric derivative', checkOptions, ending(check))
    .command('shapes <file>', 'table of layers: shapes, parameters, receptive fields', shapesOptions, ending(shapes))
    .command('gradients <file>', 'write loss, outputs, deltas and gradients', gradientsOptions, ending(gradients))
    .command('step <file>', 'gradient descent: w ← w − η ∂C/∂w', stepOptions, ending(step))
    .command('compare <file>', "your own gradients against the engine's", compareOptions, ending(compare))
    .command('explain <file> <entry>', 'the terms whose sum is an entry', explainOptions, ending(explain))
    .demandCommand(1, 'Name a command.')
    .recommendCommands()
    .strict()
    .wrap(null)
    .parserConfiguration({ 'duplicate-arguments-array': true })
    .fail(fail)
    .epilogue(
      'Exit status: 0 all gradients right, 1 a gradient is wrong, 2 the file or an option is wrong, 130 interrupted.',
    )
    .version(false)
    .parseAsync();
}

// A reader that has seen enough, such as `head`, closes the pipe; that is no error.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  if (failure.code !== 'EPIPE') throw failure;
  process.exit();
});

if (!watchIfThatIsAll())
  main().catch((error: unknown) => {
    const failure =
      error instanceof UserCodeError ? userFailure(error) : error instanceof CliFailure ? error : undefined;
    const message = failure ? failure.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (message !== '') process.stderr.write(`${message}\n`);
    process.exitCode = failure?.exitCode ?? 2;
  });
