/** The mistakes that were tried, the closest first: the distance of the runners-up is what convinces. */
import type { Diagnosis } from '../../../src/protocol';
import { triedText } from '../../diagnosis';
import { count, shortError, twoDigits } from '../../numbers';
import { Icon } from '../icon';

export function Evidence({ diagnosis, hasKernel }: { readonly diagnosis: Diagnosis; readonly hasKernel: boolean }) {
  if (diagnosis.evidence.length === 0) return null;
  return (
    <section class="evidenceTable">
      <table>
        <caption>
          <b>Evidence</b> {triedText(diagnosis, hasKernel)}
        </caption>
        <thead>
          <tr>
            <th scope="col">If the mistake were…</th>
            <th scope="col" class="number">
              entries equal
            </th>
            <td class="share" />
            <th scope="col" class="number">
              largest difference
            </th>
          </tr>
        </thead>
        <tbody>
          {diagnosis.evidence.map(({ mistake, title, equal, entries, maxDifference, matches }) => (
            <tr key={mistake} class={matches ? 'matches' : ''}>
              <th scope="row">
                <Icon name={matches ? 'check' : 'dash'} size={14} />
                {title}
                {matches && <span class="visuallyHidden"> matches</span>}
              </th>
              <td class="mono number">
                {count(equal)} of {count(entries)}
              </td>
              <td class="share" aria-hidden="true">
                <span class="shareTrack">
                  <span style={{ width: `${entries === 0 ? 0 : (100 * equal) / entries}%` }} />
                </span>
              </td>
              <td class="mono number">{maxDifference < 1 ? shortError(maxDifference) : twoDigits(maxDifference)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
