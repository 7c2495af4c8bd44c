/** The numbers of a sweep, the largest step first. */
import type { SweepReply } from '../../../src/protocol';
import { opened, shortError, twoDigits } from '../../numbers';

interface SweepTableProps {
  readonly reply: SweepReply;
  readonly at: number;
  readonly onChoose: (at: number) => void;
}

export function SweepTable({ reply, at, onChoose }: SweepTableProps) {
  return (
    <table class="sweepTable">
      <thead>
        <tr>
          <th scope="col">step h</th>
          <th scope="col">difference quotient</th>
          <th scope="col">error</th>
          <th scope="col">rounding</th>
          <th scope="col" class="note">
            within ±h
          </th>
        </tr>
      </thead>
      <tbody class="mono">
        {reply.points.map(({ step, value, error, rounding, crossed }, k) => (
          <tr key={step} class={k === at ? 'active' : ''} aria-current={k === at} onClick={() => onChoose(k)}>
            <th scope="row">{twoDigits(step)}</th>
            <td>{opened(value)}</td>
            <td>{shortError(error)}</td>
            <td>{shortError(rounding)}</td>
            <td class="note">{crossed ? 'a branch changes' : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
