/** A button that opens a menu below itself. Arrow keys move, Enter chooses, Esc closes. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon';

export interface MenuItem {
  readonly label: string;
  readonly key?: string;
  readonly disabled?: boolean;
  readonly checked?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  readonly appearance?: 'primary' | 'secondary' | 'icon';
  readonly disabled?: boolean;
  readonly class?: string;
  readonly items: readonly MenuItem[];
  readonly children?: ComponentChildren;
}

export function Menu({ label, icon, appearance = 'icon', disabled = false, items, children, ...rest }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role^=menuitem]:not([aria-disabled=true])')?.focus();
    const close = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [open]);
  const shut = () => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('vscode-button')?.focus();
  };
  return (
    <div class={`menuRoot ${rest.class ?? ''}`} ref={root}>
      <vscode-button
        appearance={appearance}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        title={children === undefined ? label : undefined}
        disabled={disabled}
        onClick={() => !disabled && setOpen(!open)}
      >
        {children}
        <Icon name={icon} slot={children === undefined ? undefined : 'end'} />
      </vscode-button>
      {open && <MenuList label={label} items={items} shut={shut} />}
    </div>
  );
}

function MenuList({ label, items, shut }: { label: string; items: readonly MenuItem[]; shut: () => void }) {
  const move = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') return shut();
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const list = event.currentTarget as HTMLElement;
    const all = [...list.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <div class="menu" role="menu" aria-label={label} onKeyDown={move}>
      {items.map((item) => (
        <button
          key={item.label}
          role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={item.checked}
          aria-disabled={item.disabled}
          tabIndex={-1}
          onClick={() => {
            if (item.disabled) return;
            shut();
            item.run();
          }}
        >
          <span>{item.label}</span>
          {item.key !== undefined && <kbd>{item.key}</kbd>}
        </button>
      ))}
    </div>
  );
}
