/** How somebody's tensors were read: which was taken for which, in what order of axes, and what was left out. */
import type { ComparisonReport, LayerReport, NetworkSummary } from '../../../src/protocol';
import { readRows } from '../../comparison';
import { count } from '../../numbers';

interface ComparisonNotesProps {
  readonly comparison: ComparisonReport;
  readonly report: LayerReport;
  readonly network: NetworkSummary;
}

export function ComparisonNotes({ comparison, report, network }: ComparisonNotesProps) {
  const { file, precision, notes, unread } = comparison;
  return (
    <section class="comparisonNotes" aria-label={`How ${file} was read`}>
      <h3>
        How {file} was read <span class="secondary">its numbers are {precision}</span>
      </h3>
      <table>
        <thead>
          <tr>
            {['yours', 'taken for', 'found', 'order of axes'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {readRows(comparison, report, network).map(({ given, name, how, layout }) => (
            <tr key={name}>
              <td class="mono">{given}</td>
              <td>
                {name} of {report.name}
              </td>
              <td>{how}</td>
              <td class={layout.includes(',') ? 'mono' : ''}>{layout}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {unread.length > 0 && (
        <details>
          <summary>{unread.length === 1 ? '1 tensor is' : `${count(unread.length)} tensors are`} not compared</summary>
          <ul>
            {unread.map(({ given, reason }) => (
              <li key={given}>
                <span class="mono">{given}</span>: {reason}.
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
