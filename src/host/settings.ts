/** The extension's settings, read when they are needed so that a change takes effect at once. */
import * as vscode from 'vscode';
import type { CallLimits } from '../worker/userCode/watchdog';

export interface Settings {
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  readonly checkOnSave: boolean;
  /** Relative tolerance of a check; the engine's own when undefined. */
  readonly rtol: number | undefined;
}

export function settingsFor(uri: vscode.Uri): Settings {
  const settings = vscode.workspace.getConfiguration('gradlens', uri);
  const rtol = settings.get<number | null>('rtol', null);
  return {
    codeLens: settings.get('codeLens.enabled', true),
    inlayHints: settings.get('inlayHints.enabled', true),
    checkOnSave: settings.get('checkOnSave', false),
    rtol: typeof rtol === 'number' && rtol > 0 ? rtol : undefined,
  };
}

/** How long one call of the user's own code may take, and how much memory. */
export function callLimits(): CallLimits {
  const settings = vscode.workspace.getConfiguration('gradlens.userCode');
  return { seconds: settings.get('timeLimit', 10), megabytes: settings.get('memoryLimit', 2048) };
}

/** Fires when a setting that changes what is drawn has changed. */
export function onSettingsChange(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('gradlens')) listener();
  });
}
