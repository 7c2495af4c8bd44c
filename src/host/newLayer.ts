/** "New Custom Layer…": a file with a layer to fill in, and its types beside it; nothing is to be installed. */
import * as vscode from 'vscode';
import { COMMANDS } from './commandIds';
import { likeTemplate, ownTemplate } from './layerTemplates';

const TYPES = 'gradlens.d.ts';
const NONE = 'like no other';

export function registerNewLayer(extension: vscode.Uri): vscode.Disposable {
  const media = vscode.Uri.joinPath(extension, 'media');
  return vscode.commands.registerCommand(COMMANDS.newLayer, async () => {
    const folder = folderToUse();
    if (!folder) {
      void vscode.window.showInformationMessage('Open a folder first: a layer is a file in it.');
      return;
    }
    const like = await vscode.window.showQuickPick([NONE, ...(await layerTypes(media))], {
      title: 'New Custom Layer: which layer is it to be the same as?',
      placeHolder: 'Its forward pass is then compared with that layer, whose options and parameters it has',
    });
    if (like === undefined) return;
    const name = await askName(folder, like === NONE ? 'my-layer.ts' : `my-${like.toLowerCase()}.ts`);
    if (name === undefined) return;
    const file = vscode.Uri.joinPath(folder, name);
    const text = new TextEncoder().encode(like === NONE ? ownTemplate(name) : likeTemplate(name, like));
    await vscode.workspace.fs.writeFile(file, text);
    // Written by GradLens alone, so an older one may be replaced.
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(media, TYPES), vscode.Uri.joinPath(folder, TYPES), {
      overwrite: true,
    });
    await vscode.window.showTextDocument(file);
  });
}

/** Beside the file in the editor, else at the top of the workspace. */
function folderToUse(): vscode.Uri | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.scheme === 'file') return vscode.Uri.joinPath(active, '..');
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** As the schema knows them, which is generated from the layers. */
async function layerTypes(media: vscode.Uri): Promise<readonly string[]> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(media, 'network.schema.json'));
  const schema = JSON.parse(new TextDecoder().decode(bytes)) as {
    properties: { layers: { items: { properties: { like: { enum: string[] } } } } };
  };
  return schema.properties.layers.items.properties.like.enum;
}

async function askName(folder: vscode.Uri, proposal: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: 'New Custom Layer: name of the file',
    value: proposal,
    valueSelection: [0, proposal.lastIndexOf('.')],
    async validateInput(name) {
      if (!/^[\w.-]+\.[cm]?[jt]s$/.test(name)) return 'A name such as my-layer.ts or my-layer.js';
      try {
        await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name));
        return `${name} is there already.`;
      } catch {
        return undefined;
      }
    },
  });
}
