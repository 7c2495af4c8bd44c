/** Builds the extension's services and registers them. */
import * as vscode from 'vscode';
import { Choices } from './host/choices';
import { registerCodeActions } from './host/codeActions';
import { registerCodeLenses } from './host/codeLens';
import { registerCommands } from './host/commands';
import { watchDataFiles } from './host/dataFiles';
import { registerDiagnostics } from './host/diagnostics';
import { Documents } from './host/documents';
import { Engine } from './host/engine';
import { registerHover } from './host/hover';
import { registerInlayHints } from './host/inlayHints';
import { registerNewLayer } from './host/newLayer';
import { followOwnNetworks } from './host/ownNetworks';
import { Panels } from './host/panels';
import { followNetworkInFront } from './host/inFront';
import { followCursor } from './host/sourceEditor';
import { registerSourceActions } from './host/sourceActions';
import { SourceFiles } from './host/sourceFiles';
import { registerStatusBar } from './host/statusBar';
import { UserCodeFiles } from './host/userCode';
import { registerUserDiagnostics } from './host/userDiagnostics';
import { registerUserHover } from './host/userHover';
import { registerUserLenses } from './host/userLens';

/** What `activate` returns: for tests, and for other extensions that want to know a document's verdicts. */
export interface GradLens {
  readonly documents: Documents;
  readonly panels: Panels;
  readonly engine: Engine;
}

export function activate(context: vscode.ExtensionContext): GradLens {
  const log = vscode.window.createOutputChannel('GradLens', { log: true });
  const engine = new Engine(vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath, log);
  const userCode = new UserCodeFiles();
  const choices = new Choices(context.workspaceState);
  const sources = new SourceFiles();
  const documents = new Documents(engine, log, userCode, choices, sources);
  const panels = new Panels({ documents, engine, log, extension: context.extensionUri });
  context.subscriptions.push(
    log,
    engine,
    userCode,
    choices,
    sources,
    documents,
    panels,
    registerCodeLenses(documents),
    registerInlayHints(documents),
    registerHover(documents),
    registerDiagnostics(documents),
    registerCodeActions(documents, engine),
    registerStatusBar(documents, panels),
    registerCommands({ documents, panels, engine, log, choices }),
    registerSourceActions(documents),
    followNetworkInFront(documents),
    followCursor(documents),
    watchDataFiles(documents),
    registerUserLenses(documents),
    registerUserHover(documents),
    registerUserDiagnostics(documents),
    followOwnNetworks(documents),
    registerNewLayer(context.extensionUri),
  );
  return { documents, panels, engine };
}
