/** The entries of a layer that lie on a kink, each with the unit whose branch changes there. */
import type { EntryRequest, LayerReport, TensorReport } from '../../../src/protocol';
import { gradientName } from '../../diagnosis';
import { count, index as indexText } from '../../numbers';

interface KinkListProps {
  readonly report: LayerReport | undefined;
  readonly open: (entry: EntryRequest) => void;
}

export function KinkList({ report, open }: KinkListProps) {
  const tensors = report?.tensors.filter(({ kinks, kinkAt }) => kinks > 0 && kinkAt !== undefined) ?? [];
  if (report === undefined || tensors.length === 0) return null;
  return (
    <section class="kinkList" aria-label="Entries on a kink">
      <h3>On a kink: any value between the slopes of both sides is right</h3>
      <ul>
        {tensors.flatMap((tensor) => [
          ...tensor.kinkAt!.map(({ index, unit }) => (
            <li key={`${tensor.name}${index.join()}`}>
              <button class="link mono" onClick={() => open({ layer: report.layer, target: tensor.target, index })}>
                {gradientName(tensor)}
                {indexText(index)}
              </button>
              {unit !== undefined && <>: {unit}</>}
            </li>
          )),
          ...(more(tensor) === '' ? [] : [<li key={tensor.name}>{more(tensor)}</li>]),
        ])}
      </ul>
    </section>
  );
}

/** `12 more of dx` */
function more(tensor: TensorReport): string {
  const rest = tensor.kinks - (tensor.kinkAt?.length ?? 0);
  return rest > 0 ? `${count(rest)} more of ${gradientName(tensor)}` : '';
}
