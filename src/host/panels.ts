/** All panels, one for each document: opened beside the editor, found again, and restored after a reload. */
import * as vscode from 'vscode';
import type { NetworkDocument } from './networkDocument';
import { Panel, PANEL_TYPE, type PanelServices } from './panel';

export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly byKey = new Map<string, Panel>();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly registration: vscode.Disposable;
  /** A panel was opened, closed, or became active or inactive. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly services: PanelServices) {
    this.registration = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this);
  }

  get(uri: vscode.Uri): Panel | undefined {
    return this.byKey.get(uri.toString());
  }

  /** The document of the panel that has the focus. */
  active(): vscode.Uri | undefined {
    return [...this.byKey.values()].find(({ view }) => view.active)?.document.uri;
  }

  /** Opens the panel beside the editor, or brings it forward; the editor keeps the focus. */
  async open(uri: vscode.Uri, layer?: number): Promise<Panel> {
    const document = await this.services.documents.open(uri);
    if (layer !== undefined) this.services.documents.select(document, layer);
    const known = this.byKey.get(document.key);
    if (known) {
      known.view.reveal(undefined, true);
      return known;
    }
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    return this.adopt(vscode.window.createWebviewPanel(PANEL_TYPE, 'GradLens', beside), document);
  }

  /** Called by VS Code after a reload; `state` is what `media/bridge.js` kept. */
  async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown): Promise<void> {
    const address = typeof state === 'object' && state !== null && 'document' in state ? state.document : undefined;
    try {
      if (typeof address !== 'string') throw new Error('its document is not known');
      this.adopt(view, await this.services.documents.open(vscode.Uri.parse(address, true)));
    } catch (failure) {
      this.services.log.warn(`A panel could not be restored: ${String(failure)}`);
      view.dispose();
    }
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of this.byKey.values()) panel.view.dispose();
    this.changes.dispose();
  }

  private adopt(view: vscode.WebviewPanel, document: NetworkDocument): Panel {
    const panel = new Panel(this.services, view, document);
    this.byKey.set(document.key, panel);
    view.onDidChangeViewState(() => this.changes.fire());
    view.onDidDispose(() => {
      panel.dispose();
      if (this.byKey.get(document.key) === panel) this.byKey.delete(document.key);
      this.changes.fire();
    });
    this.changes.fire();
    return panel;
  }
}
