/** The values of number and string literals. */
const escapes: { readonly [letter: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

export function numberLiteral(text: string): { readonly kind: 'integer' | 'float'; readonly value: number } {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (/^0[xob]/.test(plain)) return { kind: 'integer', value: Number(plain) };
  if (/^\d+$/.test(plain)) return { kind: 'integer', value: Number(plain) };
  return { kind: 'float', value: Number(plain.replace(/j$/, '')) };
}

/** Of `r"…"`, the letters before the quote, lower case, and the quote itself. */
export function stringMarks(text: string): { readonly prefix: string; readonly quote: string } {
  const [, prefix = '', quote = '"'] = /^([A-Za-z]*)('''|"""|'|")/.exec(text) ?? [];
  return { prefix: prefix.toLowerCase(), quote };
}

export function stringLiteral(text: string): string {
  const { prefix, quote } = stringMarks(text);
  const start = prefix.length + quote.length;
  const end = text.endsWith(quote) && text.length >= start + quote.length ? text.length - quote.length : text.length;
  return unescape(text.slice(start, end), prefix.includes('r'));
}

export function unescape(text: string, raw: boolean): string {
  if (raw) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(\n|.))/g,
    (all, hex?: string, unicode?: string, letter?: string) => {
      const code = hex ?? unicode;
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      return escapes[letter!] ?? all;
    },
  );
}
