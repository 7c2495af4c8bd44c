/** One item in the status bar for the definition in the active editor, or shown by the active panel. */
import * as vscode from 'vscode';
import { command, COMMANDS } from './commandIds';
import type { Documents } from './documents';
import type { NetworkDocument } from './networkDocument';
import { plural } from './numbers';
import type { Panels } from './panels';
import { networkInFront } from './userLayers';
import { runVerdict } from './verdictText';

export function registerStatusBar(documents: Documents, panels: Panels): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('gradlens', vscode.StatusBarAlignment.Left);
  item.name = 'GradLens';
  const show = () => {
    const uri = panels.active() ?? networkInFront(documents);
    const document = uri && documents.get(uri);
    if (!document?.isNetwork) {
      item.hide();
      return;
    }
    const { text, detail } = statusOf(document);
    item.text = text;
    item.tooltip = detail;
    item.command = command('Open the GradLens panel', COMMANDS.openPanel, document.uri);
    item.show();
  };
  show();
  return vscode.Disposable.from(
    item,
    documents.onDidChange(show),
    panels.onDidChange(show),
    vscode.window.onDidChangeActiveTextEditor(show),
  );
}

/** Text with its icon, and a longer sentence. */
function statusOf({ current: analysis, currentRun: run }: NetworkDocument): { text: string; detail: string } {
  const errors = analysis?.problems.filter(({ severity }) => severity === 'error') ?? [];
  if (errors[0]) return { text: `$(error) ${plural(errors.length, 'problem')}`, detail: errors[0].message };
  if (!run) return { text: '$(circle-outline) gradients not checked', detail: 'No gradient was checked yet.' };
  switch (run.phase) {
    case 'running': {
      const { checked, total } = run.progress;
      // Deltas are checked after the last parameter that counts; what still runs is not complete.
      const share = total > 0 ? ` ${Math.min(99, Math.floor((100 * checked) / total))} %` : '';
      return { text: `$(loading~spin) checking gradients${share}`, detail: run.rule };
    }
    case 'failed':
      return { text: '$(error) gradients not checked', detail: run.message ?? 'The run failed.' };
    case 'cancelled':
      return { text: '$(circle-slash) check cancelled', detail: 'The check was cancelled.' };
    case 'done': {
      if (!run.report) return { text: '$(circle-outline) gradients not checked', detail: '' };
      const { verdict, sentence, rule } = run.report;
      const texts = {
        right: '$(pass) gradients right',
        wrong: `$(error) ${runVerdict(run.report).replace('✗ ', '')}`,
        unresolved: '$(question) gradients unresolved',
        unchecked: '$(circle-outline) gradients not checked',
      };
      return { text: texts[verdict], detail: `${sentence}\nRule: ${rule}` };
    }
  }
}
