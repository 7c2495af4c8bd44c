/** The panel's HTML: a frame for the bundle, under a content security policy that lets nothing else in. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Folders that the panel may load from. */
export const resourceRoots = (extension: vscode.Uri): vscode.Uri[] =>
  ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extension, folder));

/** `document` is handed to the page so that a reloaded window can find its panel's document again. */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri, document: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const resource = (...path: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(extension, ...path)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${attribute(resource('dist', 'webview.css'))}" nonce="${nonce}">
  <title>GradLens</title>
</head>
<body>
  <div id="app"></div>
  <script nonce="${nonce}" src="${attribute(resource('media', 'bridge.js'))}" data-document="${attribute(document.toString())}"></script>
  <script nonce="${nonce}" src="${attribute(resource('dist', 'webview.js'))}"></script>
</body>
</html>`;
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
