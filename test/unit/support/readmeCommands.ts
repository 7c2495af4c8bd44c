/** The commands in the shell blocks of a Markdown text, without prompts and comments, split at `&&`. */
export function commandsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```(?:sh|bash|shell|console)\n(.*?)^```/gms)].map((match) => match[1] ?? '');
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/^\$ /, '').replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split('&&'))
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

export interface Known {
  /** Names of package.json's scripts. */
  readonly scripts: readonly string[];
  /** What `gradlens COMMAND --help` prints; undefined for an unknown command. */
  helpOf(command: string): string | undefined;
  exists(file: string): boolean;
}

/** Says what is wrong with a command; undefined when every part of it is known. */
export function problemWith(command: string, known: Known): string | undefined {
  const [program = '', ...words] = command.split(/\s+/);
  switch (program) {
    case 'npm':
      return npmProblem(words, known);
    case 'npx':
      return problemWith(words.join(' '), known);
    case 'gradlens':
      return gradlensProblem(words, known);
    case 'node':
      return missingFile(words.slice(0, 1), known);
    case 'code':
      return words[0] === '--install-extension' ? undefined : 'only code --install-extension is known';
    default:
      return known.exists(program) ? undefined : `${program} is no known program`;
  }
}

function npmProblem([verb = '', name = '']: readonly string[], { scripts }: Known): string | undefined {
  if (verb === 'ci') return undefined;
  const script = verb === 'run' ? name : verb;
  return scripts.includes(script) ? undefined : `package.json has no script ${script}`;
}

function gradlensProblem([command = '', ...words]: readonly string[], known: Known): string | undefined {
  const help = known.helpOf(command);
  if (help === undefined) return `gradlens has no command ${command}`;
  const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, ''));
  const unknown = options.find((option) => !new RegExp(`${option}(?![\\w-])`).test(help));
  if (unknown !== undefined) return `gradlens ${command} has no option ${unknown}`;
  return missingFile(words, known);
}

/** Examples are named by their paths; what a command writes, or a user's own file, need not be there. */
function missingFile(words: readonly string[], { exists }: Known): string | undefined {
  const missing = words.find((word) => /^(examples|scripts|bench)\//.test(word) && !exists(word));
  return missing === undefined ? undefined : `there is no file ${missing}`;
}
