/** The active term with its numbers put in: `x = 3, y = 7  δ[3,3,7] · a[1,5,10] = −0.02004 · 0.5767 = −0.01156`. */
import type { TermSum } from '../../../src/protocol';
import { value } from '../../numbers';
import { liveIndices } from './termView';

export function NowStrip({ sum, active }: { readonly sum: TermSum; readonly active: number }) {
  const term = sum.terms[active];
  if (term === undefined) return null;
  return (
    <div class="now mono">
      <span class="nowWord">now</span>
      {sum.indices.length > 0 && (
        <span>
          {sum.indices.map(({ name }, k) => (
            <span key={name}>
              {k > 0 && ', '}
              {name} = <em>{term.at[k]}</em>
            </span>
          ))}
        </span>
      )}
      <span>
        {sum.factors.map((symbol, k) => {
          const factor = term.factors[k];
          const indices = factor === undefined ? [] : liveIndices(factor, symbol);
          return (
            <span key={k}>
              {k > 0 && ' · '}
              {symbol.symbol}
              {indices.length > 0 && '['}
              {indices.map(({ text, live }, at) => (
                <span key={at}>
                  {at > 0 && ','}
                  {live ? <em>{text}</em> : text}
                </span>
              ))}
              {indices.length > 0 && ']'}
            </span>
          );
        })}
      </span>
      {sum.factors.length > 1 && <span>= {term.factors.map((factor) => value(factor.value)).join(' · ')}</span>}
      <span>
        = <b>{value(term.product)}</b>
      </span>
    </div>
  );
}
