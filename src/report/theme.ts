/** The page follows the reader's light or dark setting, as the panel follows the editor's theme. */

const kinds = ['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light'] as const;
type Kind = (typeof kinds)[number];

/** `#theme=vscode-light` in the address beats the setting. */
export function followTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const contrast = matchMedia('(prefers-contrast: more)');
  const apply = (): void => {
    const asked = kinds.find((kind) => location.hash === `#theme=${kind}`);
    const kind: Kind = asked ?? preferred(dark.matches, contrast.matches);
    document.documentElement.dataset.theme = kind;
    document.body.dataset.vscodeThemeKind = kind;
  };
  apply();
  dark.addEventListener('change', apply);
  contrast.addEventListener('change', apply);
  addEventListener('hashchange', apply);
}

function preferred(dark: boolean, contrast: boolean): Kind {
  if (contrast) return dark ? 'vscode-high-contrast' : 'vscode-high-contrast-light';
  return dark ? 'vscode-dark' : 'vscode-light';
}
