/** All problems of a file, for when there is no layer to show. */
import type { ViewProps } from './detail';
import { Icon } from './icon';

export function ProblemList({ state, rpc }: ViewProps) {
  return (
    <section class="problems" aria-label="Problems of the file">
      <ul>
        {state.problems.map(({ severity, message, layer, option, range }, k) => (
          <li key={k} class={severity}>
            <Icon name={severity} />
            <span>{message}</span>
            <button
              class="link"
              onClick={() =>
                rpc.post(layer === undefined ? { type: 'openPlace', range } : { type: 'openSource', layer, option })
              }
            >
              line {range.startLine + 1}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
