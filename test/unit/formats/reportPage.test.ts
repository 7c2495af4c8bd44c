import { describe, expect, it } from 'vitest';
import { reportElement, reportPage } from '../../../src/formats/reportPage';

const hostile = '</script><script>alert(1)</script><!-- </style> & "quoted" \\u003c';
const data = { path: '/x.net.json', text: `// ${hostile}`, overrides: {}, files: { '/d.png': 'AA==' } };
const page = reportPage(data, hostile, 'run("</SCRIPT>", "<!--");', 'a::after { content: "</STYLE>" }');

/** What stands between the first `from` and the next end of its element, as a browser sees it. */
function elementText(from: string, end: RegExp): string {
  const start = page.indexOf(from) + from.length;
  return page.slice(start, start + page.slice(start).search(end));
}

describe('a report page', () => {
  it('carries its data unchanged', () => {
    const json = elementText(`id="${reportElement}">`, /<\/script/i);
    expect(JSON.parse(json)).toEqual(data);
  });

  it('is not ended by what is in it', () => {
    expect(page.match(/<script/gi)).toHaveLength(2);
    expect(page.match(/<\/script/gi)).toHaveLength(2);
    expect(page.match(/<\/style/gi)).toHaveLength(1);
    expect(page).not.toContain('<!--');
  });

  it('has a script that means the same', () => {
    const script = elementText('<script>', /<\/script/i);
    const seen: unknown[] = [];
    new Function('run', script)((...values: unknown[]) => seen.push(...values));
    expect(seen).toEqual(['</SCRIPT>', '<!--']);
  });

  it('lets nothing be loaded', () => {
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none';`);
  });
});
