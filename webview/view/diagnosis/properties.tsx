/** What no difference quotient can see, each with its own verdict. */
import type { LayerReport, PropertyReport } from '../../../src/protocol';
import { Icon } from '../icon';

const names: { readonly [P in PropertyReport['property']]: string } = {
  determinism: 'determinism',
  sampleIndependence: 'sample independence',
  zero: 'zero in, zero out',
  linearity: 'linear in δ',
  inputsUnmodified: 'inputs unmodified',
  parity: 'parity',
};

/** The wrong ones come first. */
export function Properties({ report }: { readonly report: LayerReport }) {
  const { properties = [] } = report;
  if (properties.length === 0) return null;
  const sorted = [...properties].sort((a, b) => Number(a.verdict === 'right') - Number(b.verdict === 'right'));
  return (
    <section class="properties" aria-label="What differences cannot see">
      <h3>What differences cannot see</h3>
      <ul>
        {sorted.map(({ property, verdict, sentence }) => (
          <li key={property} class={verdict}>
            <Icon name={verdict === 'right' ? 'pass' : 'error'} />
            <b>{names[property]}</b>
            <span class="visuallyHidden">{verdict}: </span>
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
