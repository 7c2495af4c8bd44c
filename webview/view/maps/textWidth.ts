/** Widths of texts in CSS pixels, as the titles of maps set them. */
type Role = 'symbol' | 'title' | 'caption' | 'range';

/** Weight, share of the base size, and token of the family. */
const roles: { readonly [R in Role]: readonly [weight: number, size: number, family: string] } = {
  symbol: [600, 12 / 13, '--gl-font'],
  title: [400, 12 / 13, '--gl-font'],
  caption: [400, 11 / 13, '--gl-font'],
  range: [400, 10.5 / 13, '--gl-mono'],
};

const context = document.createElement('canvas').getContext('2d');
const widths = new Map<string, number>();
let base = '';

/** The families are read again when the base font changes: with the editor's settings. */
export function textWidth(text: string, role: Role): number {
  if (context === null) return 0;
  const style = getComputedStyle(document.body);
  const now = `${style.fontSize} ${style.fontFamily}`;
  if (now !== base) widths.clear();
  base = now;
  const key = `${role}${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const [weight, share, family] = roles[role];
  context.font = `${weight} ${Number.parseFloat(style.fontSize) * share}px ${familyOf(family)}`;
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

function familyOf(token: string): string {
  const probe = document.createElement('span');
  probe.style.fontFamily = `var(${token})`;
  document.body.append(probe);
  const { fontFamily } = getComputedStyle(probe);
  probe.remove();
  return fontFamily;
}
