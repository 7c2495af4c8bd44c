/** The formula of an entry as LaTeX, for the clipboard. */
import type { EntryReply, FactorSymbol } from '../../../src/protocol';
import { full } from '../../numbers';
import { summed } from './termView';

const commands: { readonly [symbol: string]: string } = {
  δ: '\\delta',
  β: '\\beta',
  γ: '\\gamma',
  σ: '\\sigma',
  tanh: '\\tanh',
  '∂': '\\partial ',
  '′': "'",
  '−': '-',
  '·': '\\cdot ',
};

const translated = (text: string): string => text.replace(/tanh|[δβγσ∂′−·]/g, (found) => commands[found] ?? found);

function symbolOf({ symbol, subscripts }: FactorSymbol): string {
  const applied = /^(.+)\((\w)\)$/.exec(symbol);
  const below = subscripts.length === 0 ? '' : `_{${translated(subscripts.join(','))}}`;
  return applied === null ? `${translated(symbol)}${below}` : `${translated(applied[1]!)}(${applied[2]}${below})`;
}

export function latexOf(reply: EntryReply): string {
  const { symbol, index, sum } = reply;
  const derivative = /^∂C\/∂(.+)$/.exec(symbol);
  const below = index.map(String);
  const left =
    derivative === null
      ? symbolOf({ symbol, subscripts: below })
      : `\\frac{\\partial C}{\\partial ${symbolOf({ symbol: derivative[1]!, subscripts: below })}}`;
  const sums = sum?.indices.map(({ name, from, to }) => `\\sum_{${name}=${from}}^{${to}} `).join('') ?? '';
  const factors = sum?.factors.map(symbolOf).join(' \\, ') ?? '';
  const plus = sum?.plus === undefined ? '' : ` + ${symbolOf(sum.plus.symbol)}`;
  const right = sum === undefined ? '' : ` = ${sums}${factors}${plus}`;
  return `${left}${right} = ${full(summed(reply))}`;
}
