/** The entry as a formula: MathML from the general term of its sum. */
import type { ComponentChildren } from 'preact';
import type { EntryReply, FactorSymbol, TermSum } from '../../../src/protocol';
import { typographic } from '../../numbers';
import { summed } from './termView';

/** Six significant digits: enough to recognise the number, few enough to read the formula. */
function rounded(value: number): string {
  if (!Number.isFinite(value) || value === 0) return typographic(String(value)).replace('Infinity', '∞');
  const size = Math.abs(value);
  const text =
    size >= 1e-4 && size < 1e6 ? String(Number(value.toPrecision(6))) : value.toExponential(5).replace('e+', 'e');
  return typographic(text);
}

export function Formula({ reply, batched }: { readonly reply: EntryReply; readonly batched: boolean }) {
  const { sum } = reply;
  return (
    <div class="entryFormula">
      <math display="block">
        <mrow>
          <Left reply={reply} batched={batched} />
          <mo>=</mo>
          {sum !== undefined && (
            <>
              <Sum sum={sum} />
              <mo>=</mo>
            </>
          )}
          <Value text={rounded(summed(reply))} />
        </mrow>
      </math>
    </div>
  );
}

/** `−3.2e−7` as −3.2 · 10⁻⁷. */
function Value({ text }: { readonly text: string }) {
  const [digits, exponent] = text.split('e');
  if (exponent === undefined) return <Signed text={text} />;
  return (
    <mrow>
      <Signed text={digits!} />
      <mo>·</mo>
      <msup>
        <mn>10</mn>
        <Signed text={exponent} />
      </msup>
    </mrow>
  );
}

function Signed({ text }: { readonly text: string }) {
  if (!text.startsWith('−')) return <mn>{text}</mn>;
  return (
    <mrow>
      <mo>−</mo>
      <mn>{text.slice(1)}</mn>
    </mrow>
  );
}

/** `∂C/∂W` as a fraction, with the index below; `δ` and `z` with their index. A lone sample's index is left out. */
function Left({ reply, batched }: { readonly reply: EntryReply; readonly batched: boolean }) {
  const { symbol, target, index } = reply;
  const ofSample = target.kind !== 'gradient' && !batched && index.length > 1;
  const subscripts = (ofSample ? index.slice(1) : index).map(String);
  const derivative = /^∂C\/∂(.+)$/.exec(symbol);
  if (derivative === null) return <Symbol symbol={{ symbol, subscripts }} />;
  return (
    <mfrac>
      <mrow>
        <mi>∂</mi>
        <mi>C</mi>
      </mrow>
      <mrow>
        <mi>∂</mi>
        <Symbol symbol={{ symbol: derivative[1]!, subscripts }} />
      </mrow>
    </mfrac>
  );
}

function Sum({ sum }: { readonly sum: TermSum }) {
  const { indices, factors, plus } = sum;
  return (
    <>
      {indices.map(({ name, from, to }) => (
        <munderover key={name}>
          <mo>∑</mo>
          <mrow>
            <mi>{name}</mi>
            <mo>=</mo>
            <mn>{from}</mn>
          </mrow>
          <mn>{to}</mn>
        </munderover>
      ))}
      {factors.map((factor, at) => (
        <mrow key={at}>
          {at > 0 && <mspace width="0.25em" />}
          <Symbol symbol={factor} />
        </mrow>
      ))}
      {plus !== undefined && (
        <>
          <mo>+</mo>
          <Symbol symbol={plus.symbol} />
        </>
      )}
    </>
  );
}

/** `δ` with subscripts; `tanh′(z)` carries them on its argument. */
function Symbol({ symbol: { symbol, subscripts } }: { readonly symbol: FactorSymbol }) {
  const applied = /^(.+)\((\w)\)$/.exec(symbol);
  if (applied !== null) {
    return (
      <mrow>
        <mi>{applied[1]}</mi>
        <mo>(</mo>
        <Symbol symbol={{ symbol: applied[2]!, subscripts }} />
        <mo>)</mo>
      </mrow>
    );
  }
  const base = /^[\d./−]+$/.test(symbol) ? <mn>{symbol}</mn> : <mi>{symbol}</mi>;
  if (subscripts.length === 0) return base;
  return (
    <msub>
      {base}
      <mrow>{subscripts.flatMap((text, at) => [...(at > 0 ? [<mo>,</mo>] : []), ...tokens(text)])}</mrow>
    </msub>
  );
}

/** `2x+1` as number, letter, sign, number. */
function tokens(text: string): ComponentChildren[] {
  return (text.match(/\d+|[^\W\d_]|[^\s\w]/gu) ?? []).map((token) =>
    /^\d/.test(token) ? <mn>{token}</mn> : /^[\p{L}]$/u.test(token) ? <mi>{token}</mi> : <mo>{token}</mo>,
  );
}
