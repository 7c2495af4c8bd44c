/**
 * Formulas are plain text, as the engine writes them (`∂C/∂x = Σ_o δ_o ∗_full rot180(W_o)`); here they become a tree
 * that can be set as math. Grammar: a script is `_` or `^` and one token or a group in `{}`; `∂A/∂B` is a fraction;
 * everything else stays in its order. What is not understood is shown as it stands.
 */
export type Node =
  | { readonly kind: 'name' | 'number' | 'sign' | 'sum' | 'words'; readonly text: string }
  | { readonly kind: 'row'; readonly items: readonly Node[] }
  | { readonly kind: 'fraction'; readonly above: Node; readonly below: Node }
  | { readonly kind: 'scripts'; readonly base: Node; readonly below?: Node; readonly above?: Node };

/** Names of several letters, `∂` with its variable, numbers, and single signs. */
const token = /\s+|∂(?:\p{L}+)|\p{L}[\p{L}\d]*[′']?|\d+(?:\.\d+)?(?:e[-−]?\d+)?|./gu;

class Reader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = (text.match(token) ?? []).filter((one) => one.trim() !== '');
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
    // A capital that is a loss or an activation's derivative is one letter; longer names are functions or words.
    if (/^\p{L}/u.test(text)) return { kind: text.length > 3 ? 'words' : 'name', text };
    return { kind: /^\d/.test(text) ? 'number' : 'sign', text: text === '*' ? '∗' : text === '-' ? '−' : text };
  }

  private scripted(base: Node): Node {
    let [below, above]: (Node | undefined)[] = [];
    while (this.peek() === '_' || this.peek() === '^') {
      const down = this.tokens[this.at++] === '_';
      const script = this.atom();
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
