/**
 * The one place that knows @vscode/webview-ui-toolkit: registers the elements that the panel uses and tells JSX about
 * them. To replace the toolkit, define the same four elements here.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { ComponentChildren, JSX } from 'preact';

interface ButtonAttributes extends JSX.HTMLAttributes<HTMLElement> {
  readonly appearance?: 'primary' | 'secondary' | 'icon';
  readonly disabled?: boolean;
  readonly children?: ComponentChildren;
}

interface TextFieldAttributes extends JSX.HTMLAttributes<HTMLElement> {
  readonly placeholder?: string;
  readonly value?: string;
}

interface OptionAttributes extends JSX.HTMLAttributes<HTMLElement> {
  readonly value?: string;
}

/** A dropdown or text field, as far as the panel reads it. */
export interface ValueElement extends HTMLElement {
  value: string;
}

declare module 'preact' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- this is how JSX learns of custom elements
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ButtonAttributes;
      'vscode-dropdown': JSX.HTMLAttributes<HTMLElement>;
      'vscode-option': OptionAttributes;
      'vscode-text-field': TextFieldAttributes;
    }
  }
}

export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
}
