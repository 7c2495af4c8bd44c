/** The page that `gradlens check --html` writes: the panel, its engine, a definition and its data in one file. */
import type { CheckMethod } from '../engine/events';
import type { Overrides } from './definition';

export interface ReportData {
  readonly path: string;
  readonly text: string;
  readonly overrides: Overrides;
  /** Base64, by the path that the definition is read with. */
  readonly files: { readonly [path: string]: string };
  readonly method?: CheckMethod;
  readonly layers?: readonly number[];
  readonly rtol?: number;
  readonly atol?: number;
}

/** Id of the element that holds the `ReportData` as JSON. */
export const reportElement = 'gradlens-report';

/** Nothing is loaded from anywhere, and nothing could be. */
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'font-src data:',
  'img-src data: blob:',
].join('; ');

/** @param script and @param style the bundle of `src/report` */
export function reportPage(data: ReportData, title: string, script: string, style: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>${style.replace(/<\/style/gi, '<\\/style')}</style>
</head>
<body>
<div id="app"></div>
<script type="application/json" id="${reportElement}">${escapeJson(JSON.stringify(data))}</script>
<script>${escapeScript(script)}</script>
</body>
</html>
`;
}

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** In JSON every `<` stands in a string, where it may be written as an escape. */
const escapeJson = (json: string): string => json.replaceAll('<', '\\u003c');

/**
 * What would end the element, or begin a comment that hides its end. Both stand only in strings and regular expressions,
 * where the escape means the same; esbuild never writes them as operators.
 */
const escapeScript = (script: string): string => script.replace(/<(?=\/script|!--)/gi, '\\x3c');
