/**
 * Which tensor a name in somebody's dump means: `conv1.weight.grad`, `dW1`, `grads/conv2d_1/kernel:0`, `delta_fc2`.
 * A name is taken apart into words; words that only say "gradient" are dropped, one says the role, the rest the layer.
 */
export type Role = 'weight' | 'bias' | 'delta' | 'output' | 'input' | 'loss' | 'other';

export interface NameParts {
  readonly role: Role;
  /** Lower-case words and numbers that are left: `['conv', '1']`. */
  readonly layer: readonly string[];
  /** Words only of the role, as another parameter's name: `running mean`. */
  readonly parameter: string | undefined;
}

const roles: { readonly [word: string]: Role } = {
  weight: 'weight',
  weights: 'weight',
  kernel: 'weight',
  kernels: 'weight',
  filter: 'weight',
  filters: 'weight',
  gamma: 'weight',
  w: 'weight',
  bias: 'bias',
  biases: 'bias',
  beta: 'bias',
  b: 'bias',
  delta: 'delta',
  deltas: 'delta',
  dout: 'delta',
  dz: 'delta',
  da: 'delta',
  dy: 'delta',
  output: 'output',
  out: 'output',
  activation: 'output',
  activations: 'output',
  z: 'output',
  a: 'output',
  input: 'input',
  x: 'input',
  loss: 'loss',
  cost: 'loss',
};

const gradientWords = new Set(['grad', 'grads', 'gradient', 'gradients', 'd', 'dl', 'dc', 'nabla', 'param', 'params']);

/** `dW1` → d, w, 1; `conv2d_1/kernel:0` → conv2d, 1, kernel. Keras's `:0` is an output number, not a name. */
function wordsOf(name: string): string[] {
  return name
    .replace(/:\d+$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Za-z]\d*[A-Za-z]+|[A-Za-z]+)(\d+)(?![A-Za-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

export function partsOf(name: string): NameParts {
  const words = wordsOf(name);
  const isGradient = words.some((word) => gradientWords.has(word));
  const left: string[] = [];
  let role: Role = 'other';
  // The last word that names a role is it: `input_conv.weight` is a weight.
  for (const word of [...words].reverse()) {
    const said = roles[word] ?? (word.startsWith('d') ? glued(word.slice(1)) : undefined);
    if (role === 'other' && said) role = said;
    else if (!gradientWords.has(word)) left.unshift(word);
  }
  // ∂C/∂output of a layer is its δ.
  if (role === 'output' && isGradient) role = 'delta';
  return { role, layer: left, parameter: role === 'other' ? left.at(-1) : undefined };
}

/** `dw`, `dbias`, `dgamma`, `dx`: the d of a derivative stuck to what it is taken by. */
function glued(word: string): Role | undefined {
  const role = roles[word];
  return role === 'weight' || role === 'bias' || role === 'input' ? role : undefined;
}

/** A tensor of the engine that a dump may hold. */
export interface OwnName {
  readonly role: Role;
  /** The layer's name in the file; '' for the network's input and the loss. */
  readonly layer: string;
  /** Name of the parameter, for roles that are one. */
  readonly parameter?: string;
}

export type HowMatched = 'name' | 'order' | 'shape';

export interface Match {
  readonly own: number;
  readonly given: string;
  readonly how: HowMatched;
}

/**
 * Pairs names, each used once: by the layer's own name, then by counting (`dW1`, `dW2`: the first and second layer that
 * has a weight), then by a shape that only one of those left over has.
 */
export function matchNames(
  own: readonly OwnName[],
  given: readonly string[],
  fits: (own: number, given: string) => boolean,
): Match[] {
  const matches: Match[] = [];
  const isFree = (at: number) => !matches.some((match) => match.own === at);
  const isOpen = (name: string) => !matches.some((match) => match.given === name);
  const take = (at: number, name: string, how: HowMatched) => matches.push({ own: at, given: name, how });
  const parts = new Map(given.map((name) => [name, partsOf(name)]));

  const scored = given.flatMap((name) =>
    own.flatMap((candidate, at) => {
      const score = likeness(candidate, parts.get(name)!);
      return score > 0 ? [{ at, name, score }] : [];
    }),
  );
  for (const { at, name } of scored.sort((a, b) => b.score - a.score)) {
    if (isFree(at) && isOpen(name)) take(at, name, 'name');
  }
  for (const { at, name } of byOrder(own, given.filter(isOpen), parts)) {
    if (isFree(at) && isOpen(name) && fits(at, name)) take(at, name, 'order');
  }
  for (const name of given.filter(isOpen)) {
    const candidates = own.flatMap((candidate, at) =>
      isFree(at) && sameRole(candidate, parts.get(name)!) && fits(at, name) ? [at] : [],
    );
    if (candidates.length === 1) take(candidates[0]!, name, 'shape');
  }
  return matches;
}

const sameRole = ({ role }: OwnName, { role: said }: NameParts): boolean => said === 'other' || role === said;

/** 3: the layer's words and no others; 2: they end a longer path (`model.features.conv1`); 0: another layer or role. */
function likeness(own: OwnName, { role, layer, parameter }: NameParts): number {
  const isOther = own.parameter !== undefined && parameter === own.parameter.toLowerCase();
  if (own.role !== role && !isOther) return 0;
  const words = isOther ? layer.slice(0, -1) : layer;
  const wanted = wordsOf(own.layer);
  if (wanted.length === 0) return words.length === 0 ? 3 : 0;
  const tail = words.slice(-wanted.length);
  // `dconv1_W`: the d of the derivative may be stuck to the layer.
  if (!wanted.every((word, k) => word === tail[k] || (k === 0 && `d${word}` === tail[k]))) return 0;
  return wanted.length === words.length ? 3 : 2;
}

/** Names that hold nothing but a role and a number: the n-th tensor of that role, counted from the least number. */
function byOrder(own: readonly OwnName[], given: readonly string[], parts: ReadonlyMap<string, NameParts>) {
  const numbered = given.flatMap((name) => {
    const { role, layer } = parts.get(name)!;
    return role !== 'other' && layer.length === 1 && /^\d+$/.test(layer[0]!)
      ? [{ name, role, number: Number(layer[0]) }]
      : [];
  });
  return numbered.flatMap(({ name, role, number }) => {
    const first = Math.min(...numbered.filter((other) => other.role === role).map((other) => other.number));
    const ofRole = own.flatMap((candidate, at) => (candidate.role === role ? [at] : []));
    const at = ofRole[number - first];
    return at === undefined ? [] : [{ at, name }];
  });
}
