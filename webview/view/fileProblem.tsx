/** A layer that does not fit: what sticks out, the formula with the numbers put in, and the edits that would fit. */
import { useEffect, useState } from 'preact/hooks';
import type { LayerSummary, NetworkSummary, Suggestion } from '../../src/protocol';
import { arithmeticOf, sizesBefore, whyNot, type Arithmetic } from '../misfit';
import type { ViewProps } from './detail';
import { MisfitPicture } from './misfitPicture';

interface MisfitProps extends ViewProps {
  readonly network: NetworkSummary;
  readonly layer: LayerSummary;
}

export function FileProblem(props: MisfitProps) {
  const { state, network, layer } = props;
  const problem = state.problems.find((one) => one.layer === layer.index && one.severity === 'error');
  const message = layer.misfit?.message ?? problem?.message ?? '';
  const arithmetic = arithmeticOf(message);
  return (
    <div class="fileProblem">
      <div class="misfit">
        <MisfitPicture {...props} />
        <div class="reason">
          {arithmetic === undefined ? <p>{message}</p> : <WindowFormula arithmetic={arithmetic} />}
          <p>{whyNot(layer)}</p>
          <p class="secondary">{sizesBefore(network, layer)}</p>
        </div>
      </div>
      <Suggestions {...props} />
    </div>
  );
}

/** ⌊(H + 2·padding − kernel)/stride⌋ + 1, once in words and once in numbers. */
function WindowFormula({ arithmetic }: { arithmetic: Arithmetic }) {
  const { ceil, numerator, denominator, result } = arithmetic;
  const [open, close] = ceil ? ['⌈', '⌉'] : ['⌊', '⌋'];
  const dilated = numerator.includes('(');
  const taken = dilated ? ['dilation · (kernel', '−', '1)', '−', '1'] : ['kernel'];
  return (
    <div class="formula">
      <math>
        <mrow>
          <mo>{open}</mo>
          <mfrac>
            <mrow>
              <mi>H</mi>
              <mo>+</mo>
              <mn>2</mn>
              <mo>·</mo>
              <mtext>padding</mtext>
              <mo>−</mo>
              <mtext>{taken.join(' ')}</mtext>
            </mrow>
            <mtext>stride</mtext>
          </mfrac>
          <mo>{close}</mo>
          <mo>+</mo>
          <mn>1</mn>
        </mrow>
      </math>
      <math>
        <mrow>
          <mo>=</mo>
          <mo>{open}</mo>
          <mfrac>
            <mtext>{numerator}</mtext>
            <mn>{denominator}</mn>
          </mfrac>
          <mo>{close}</mo>
          <mo>+</mo>
          <mn>1</mn>
          <mo>=</mo>
          <mn>{result}</mn>
        </mrow>
      </math>
    </div>
  );
}

/** The smallest edits that make it fit, each with the shape it gives. */
function Suggestions({ state, rpc, layer }: MisfitProps) {
  const [suggestions, setSuggestions] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    let current = true;
    rpc.request('suggestions', layer.index).then(
      (found) => current && setSuggestions(found),
      () => current && setSuggestions([]),
    );
    return () => {
      current = false;
    };
  }, [state.file, state.version, layer.index]);
  if (suggestions.length === 0) return null;
  return (
    <section class="suggestions">
      <h3>What would fit</h3>
      <table>
        <tbody>
          {suggestions.map((suggestion) => (
            <tr key={suggestion.label}>
              <td>
                <Label text={suggestion.label} />
              </td>
              <td class="mono secondary">{suggestion.result}</td>
              <td>
                <button
                  class="link"
                  aria-label={`Apply ${suggestion.label}`}
                  onClick={() => rpc.post({ type: 'apply', suggestion })}
                >
                  Apply
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** `"padding": 1 in conv3`: the option as code, the rest as words. */
function Label({ text }: { text: string }) {
  const [, before = '', code = '', after = ''] = /^(no )?(".+?": .+?)( in .+)$/.exec(text) ?? [undefined, text];
  return (
    <>
      {before}
      <span class="mono">{code}</span>
      {after}
    </>
  );
}

/** A layer after the one that does not fit. */
export function NotComputed({ network, layer }: { network: NetworkSummary; layer: LayerSummary }) {
  const misfit = network.layers.find((one) => one.state === 'misfit')?.name ?? 'a layer before it';
  return (
    <p class="plain secondary">
      {layer.name} is not computed, because {misfit} does not fit.
    </p>
  );
}
