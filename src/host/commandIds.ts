/** The extension's commands, as `package.json` declares them, and the links that run them. */
import * as vscode from 'vscode';

export const COMMANDS = {
  check: 'gradlens.check',
  checkLayer: 'gradlens.checkLayer',
  compare: 'gradlens.compare',
  openPanel: 'gradlens.openPanel',
  chooseModel: 'gradlens.chooseModel',
  changeInputShape: 'gradlens.changeInputShape',
  writeInputShape: 'gradlens.writeInputShape',
  /** Of lenses only: another model of the file, and several layers at one place. */
  checkModel: 'gradlens.checkModel',
  pickLayers: 'gradlens.pickLayers',
  cancel: 'gradlens.cancel',
  newLayer: 'gradlens.newLayer',
  restartEngine: 'gradlens.restartEngine',
  showLog: 'gradlens.showLog',
} as const;

/** A command on document `uri`, optionally on one layer of it, or whatever else it wants. */
export const command = (
  title: string,
  id: (typeof COMMANDS)[keyof typeof COMMANDS],
  uri: vscode.Uri,
  given?: unknown,
): vscode.Command => ({ title, command: id, arguments: given === undefined ? [uri] : [uri, given] });

/** A Markdown link target that runs a command; the document's address travels as text. */
export const commandLink = ({ command: id, arguments: given = [] }: vscode.Command): string => {
  const plain = given.map((argument: unknown) => (argument instanceof vscode.Uri ? argument.toString() : argument));
  return `command:${id}?${encodeURIComponent(JSON.stringify(plain))}`;
};
