/**
 * Formulas are plain text, as the engine writes them (`∂C/∂x = Σ_o δ_o ∗_full rot180(W_o)`); here they become a tree
 * that can be set as math. Grammar: a script is `_` or `^` and one token, indices with commas and no spaces, or a group
 * in `()` or `{}`; `∂A/∂B` is a fraction; words in lower case are text; everything else stays in its order. What is not
 * understood is shown as it stands.
 */
export type Node =
  | { readonly kind: 'name' | 'number' | 'sign' | 'sum' | 'words'; readonly text: string }
  /** Words between the signs, with the spaces around them. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'row'; readonly items: readonly Node[] }
  | { readonly kind: 'fraction'; readonly above: Node; readonly below: Node }
  | { readonly kind: 'scripts'; readonly base: Node; readonly below?: Node; readonly above?: Node };

/** Names of several letters, `∂` with its variable, numbers, and single signs. */
const token = /\s+|∂(?:\p{L}+)|\p{L}[\p{L}\d]*[′']?|\d+(?:\.\d+)?(?:e[-−]?\d+)?|./gu;

/** Scripts as groups: `_u,v` is `_{u,v}`, `e^(z_i)` is `e^{z_i}`, and rot180 a rotation by 180. */
function grouped(text: string): string {
  return text
    .replace(/\brot180\b/g, 'rot_180')
    .replace(/([_^])([\p{L}\d]+(?:,[\p{L}\d]+)+)/gu, '$1{$2}')
    .replace(/([_^])\(([^()]*)\)/g, '$1{$2}');
}

class Reader {
  private readonly tokens: readonly string[];
  /** By token: a space stands before it. */
  private readonly spaced: readonly boolean[];
  private at = 0;

  constructor(text: string) {
    const all = grouped(text).match(token) ?? [];
    const isSpace = (one: string | undefined): boolean => one?.trim() === '';
    this.tokens = all.filter((one) => !isSpace(one));
    this.spaced = all.flatMap((one, at) => (isSpace(one) ? [] : [isSpace(all[at - 1])]));
  }

  /** Up to a closing brace, or the end. */
  row(until?: string): Node {
    const items: Node[] = [];
    while (this.at < this.tokens.length && this.peek() !== until) items.push(this.term());
    if (until !== undefined) this.at++;
    return items.length === 1 ? items[0]! : { kind: 'row', items };
  }

  private peek(ahead = 0): string | undefined {
    return this.tokens[this.at + ahead];
  }

  private term(): Node {
    const base = this.scripted(this.atom());
    // Only derivatives are set as fractions: `1/N` reads well on the line.
    if (this.peek() !== '/' || !isDerivative(base) || !this.peek(1)?.startsWith('∂')) return base;
    this.at++;
    return { kind: 'fraction', above: base, below: this.scripted(this.atom()) };
  }

  private atom(): Node {
    const text = this.tokens[this.at++] ?? '';
    if (text === '{') return this.row('}');
    if (text === 'Σ' || text === '∑') return { kind: 'sum', text: '∑' };
    if (text.startsWith('∂') && text.length > 1) {
      return {
        kind: 'row',
        items: [
          { kind: 'name', text: '∂' },
          { kind: 'name', text: text.slice(1) },
        ],
      };
    }
    if (/^\p{Ll}{2,}$/u.test(text) && !/^[_^(]$/.test(this.peek() ?? '')) {
      const [before, after] = [this.spaced[this.at - 1], this.spaced[this.at]].map((gap) => (gap ? '\u00a0' : ''));
      return { kind: 'text', text: `${before}${text}${after}` };
    }
    // A capital that is a loss or an activation's derivative is one letter; longer names are functions or words.
    if (/^\p{L}/u.test(text)) return { kind: text.length > 3 ? 'words' : 'name', text };
    return { kind: /^\d/.test(text) ? 'number' : 'sign', text: text === '*' ? '∗' : text === '-' ? '−' : text };
  }

  private scripted(base: Node): Node {
    let [below, above]: (Node | undefined)[] = [];
    while (this.peek() === '_' || this.peek() === '^') {
      const down = this.tokens[this.at++] === '_';
      const atom = this.atom();
      const script: Node = atom.kind === 'text' ? { kind: 'words', text: atom.text.trim() } : atom;
      if (down) below = script;
      else above = script;
    }
    if (below === undefined && above === undefined) return base;
    return { kind: 'scripts', base, ...(below && { below }), ...(above && { above }) };
  }
}

function isDerivative(node: Node): boolean {
  if (node.kind === 'scripts') return isDerivative(node.base);
  return node.kind === 'row' && node.items[0]?.kind === 'name' && node.items[0].text === '∂';
}

export function parseFormula(text: string): Node {
  return new Reader(text).row();
}
