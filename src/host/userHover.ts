/** The hover on `backward` of a layer of the user's own: what is wrong, where it is worst, and what to do. */
import * as vscode from 'vscode';
import { command, COMMANDS, commandLink } from './commandIds';
import type { Documents } from './documents';
import { userHover } from './hoverText';
import { fileNameOf, toRange } from './networkFile';
import { CODE_SELECTOR, userLayersIn } from './userLayers';

export function registerUserHover(documents: Documents): vscode.Disposable {
  return vscode.languages.registerHoverProvider(CODE_SELECTOR, {
    provideHover({ uri }, position) {
      const here = userLayersIn(documents, uri).filter(
        ({ source }) => source.backward && toRange(source.backward).contains(position),
      );
      const texts = here.flatMap(({ document, layer, report }) => {
        if (!report) return [];
        const link = commandLink(command('Show in panel', COMMANDS.openPanel, document.uri, layer.index));
        return [userHover(report, `${layer.name} in ${fileNameOf(document.uri)}`, link)];
      });
      if (texts.length === 0) return undefined;
      const markdown = new vscode.MarkdownString(texts.join('\n\n---\n\n'), true);
      markdown.isTrusted = { enabledCommands: [COMMANDS.openPanel] };
      return new vscode.Hover(markdown);
    },
  });
}
