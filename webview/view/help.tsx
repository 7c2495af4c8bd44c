/** All keys, over the panel. */
import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Dispatch } from '../store';

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Layers',
    keys: [
      ['↑ ↓', 'previous and next layer'],
      ['Enter', 'open its maps'],
      ['/', 'filter by name'],
      ['!', 'only failing'],
      ['G', 'go to the source line'],
    ],
  },
  {
    title: 'Run',
    keys: [
      ['Shift+Enter', 'check all gradients'],
      ['Esc', 'close the entry, leave the map, cancel the run'],
      ['?', 'all keys'],
    ],
  },
  {
    title: 'Maps and entry',
    keys: [
      ['1 … 4', 'tabs'],
      ['← ↑ ↓ →', 'move the cell in a map'],
      ['Enter', 'open the cell into its sum'],
      ['[ ]', 'previous and next filter'],
      ['{ }', 'previous and next channel'],
      ['C', 'copy the value; with Shift the formula, as LaTeX'],
      ['T', 'table instead of map'],
      ['L', 'scale linear or symmetric log'],
      ['M', 'of a reduced map the mean, min or max'],
      ['F8', 'next wrong entry; with Shift the previous'],
    ],
  },
];

export function Help({ dispatch }: { dispatch: Dispatch }) {
  const dialog = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement as HTMLElement | null);
  useEffect(() => {
    dialog.current?.focus();
    return () => before.current?.focus();
  }, []);
  const close = () => dispatch({ type: 'help', on: false });
  return (
    <div class="overlay" onClick={(event) => event.target === event.currentTarget && close()}>
      <div class="help" role="dialog" aria-modal="true" aria-label="All keys" tabIndex={-1} ref={dialog}>
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h2>{title}</h2>
            <KeyList keys={keys} />
          </section>
        ))}
      </div>
    </div>
  );
}

/** Keys and what they do, in two columns. */
export function KeyList({ keys }: { keys: readonly (readonly [string, string])[] }) {
  return (
    <dl class="keyList">
      {keys.map(([key, does]) => (
        <Fragment key={key + does}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
