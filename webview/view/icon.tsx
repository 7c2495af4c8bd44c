/** The panel's icons: thin outlines on a 16×16 field, in the colour of the text. */
import type { ComponentChildren } from 'preact';
import type { Status } from '../rows';

export type IconName =
  | 'pass'
  | 'error'
  | 'warning'
  | 'question'
  | 'loading'
  | 'waiting'
  | 'dash'
  | 'check'
  | 'cancelled'
  | 'info'
  | 'filter'
  | 'onlyFailing'
  | 'order'
  | 'chevron'
  | 'more';

const ring = <circle cx="8" cy="8" r="6.5" />;

const shapes: { readonly [N in IconName]: ComponentChildren } = {
  pass: [ring, <path d="M5 8.2 7 10.2 11 6" />],
  error: [ring, <path d="M5.6 5.6 10.4 10.4M10.4 5.6 5.6 10.4" />],
  warning: [<path d="M8 1.7 14.6 13.5H1.4Z" />, <path d="M8 5.6V9.3" />, <path d="M8 11.3v.4" />],
  question: [ring, <path d="M6.2 6.3C6.2 4 9.8 4 9.8 6.3 9.8 7.8 8 7.9 8 9.6" />, <path d="M8 11.4v.3" />],
  loading: <path d="M14.5 8A6.5 6.5 0 0 0 8 1.5" class="spin" />,
  waiting: <circle cx="8" cy="8" r="3.6" />,
  dash: <path d="M5.5 8.3H10.5" />,
  check: <path d="M2 8.4 5.6 12 14 3.9" />,
  cancelled: [ring, <path d="M3.5 12.5 12.5 3.5" />],
  info: [ring, <path d="M8 7.2V11" />, <path d="M8 5v.3" />],
  filter: <path d="M2 2.5H14L9.6 8.4V13.5H6.4V8.4Z" />,
  onlyFailing: <path d="M2 4.2H14M4.5 8H11.5M6.5 11.8H9.5" />,
  order: [
    <path d="M7.5 3.5H14M7.5 8H14M7.5 12.5H14" />,
    <path class="thin" d="M2.3 2.4 3.5 1.6V5M2.2 7.2C2.5 6 4.6 6.2 4.3 7.4 4.1 8.1 2.2 9 2.2 9.7H4.5" />,
    <path
      class="thin"
      d="M2.2 11.7C3 11 4.4 11.3 4.3 12.2 4.2 12.8 3.6 12.9 3.1 12.9 3.8 12.9 4.5 13.1 4.4 13.9 4.3 14.9 2.7 15.1 2.1 14.3"
    />,
  ],
  chevron: <path d="M3.5 5.6 8 10.1 12.5 5.6" />,
  more: <path class="dots" d="M4 8v.01M8 8v.01M12 8v.01" />,
};

export function Icon({ name, slot, size = 16 }: { name: IconName; slot?: string; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} slot={slot} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

export const statusIcons: { readonly [S in Status]: IconName } = {
  right: 'pass',
  wrong: 'error',
  unresolved: 'question',
  checking: 'loading',
  waiting: 'waiting',
  fits: 'check',
  notComputed: 'dash',
};
