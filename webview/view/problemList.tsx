/** All problems of a file, for when there is no layer to show. */
import type { LocatedProblem } from '../../src/protocol';
import type { ViewProps } from './detail';
import { Icon } from './icon';

export function ProblemList({ state, rpc }: ViewProps) {
  return (
    <section class="problems" aria-label="Problems of the file">
      <ul>
        {state.problems.map((problem, k) => (
          <li key={k} class={problem.severity}>
            <Icon name={problem.severity} />
            <span>{problem.message}</span>
            <Place
              problem={problem}
              open={(layer) => rpc.post({ type: 'openSource', layer, option: problem.option })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Place({ problem, open }: { problem: LocatedProblem; open: (layer: number) => void }) {
  const { layer, range } = problem;
  const line = `line ${range.startLine + 1}`;
  if (layer === undefined) return <span class="secondary">{line}</span>;
  return (
    <button class="link" onClick={() => open(layer)}>
      {line}
    </button>
  );
}
