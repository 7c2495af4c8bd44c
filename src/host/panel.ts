/** One webview panel: draws one document, answers what it asks, does what it commands. */
import * as vscode from 'vscode';
import type { FromPanel, PanelCommand, PanelMethod, PanelRequest, ToPanel } from '../protocol';
import { suggestionEdit } from './codeActions';
import type { Documents } from './documents';
import type { Engine } from './engine';
import { EventStream } from './eventStream';
import { fileNameOf } from './networkFile';
import type { NetworkDocument } from './networkDocument';
import { pageHtml, resourceRoots } from './page';
import { focusPlace, focusSource, revealLayer } from './sourceEditor';
import { encodeNumbers } from './wire';

export const PANEL_TYPE = 'gradlens.panel';

export interface PanelServices {
  readonly documents: Documents;
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
  readonly extension: vscode.Uri;
}

export class Panel implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly stream = new EventStream((event) => this.post({ type: 'event', event }));
  private readonly shown = new vscode.EventEmitter<void>();
  /** The page has said `ready` and lives. */
  private ready = false;
  private analysis: unknown;
  private selected: number | undefined;
  /** Fires when a snapshot has been posted. */
  readonly onSnapshot = this.shown.event;

  constructor(
    private readonly services: PanelServices,
    readonly view: vscode.WebviewPanel,
    readonly document: NetworkDocument,
  ) {
    const { documents, extension } = services;
    view.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media', 'panel-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'media', 'panel-dark.svg'),
    };
    view.webview.options = { enableScripts: true, localResourceRoots: resourceRoots(extension) };
    this.subscriptions = [
      this.shown,
      documents.pin(document.uri),
      view.webview.onDidReceiveMessage((message: FromPanel) => this.receive(message)),
      documents.onDidChange((changed) => changed === document && this.follow()),
      documents.onRunEvent((run) => run.document === document && this.ready && this.stream.push(run.event)),
    ];
    this.retitle();
    view.webview.html = pageHtml(view.webview, extension, document.uri);
  }

  dispose(): void {
    this.stream.reset();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  // -------------------------------------------------------------- to the page

  private post(message: ToPanel): void {
    if (this.ready) void this.view.webview.postMessage(encodeNumbers(message));
  }

  /** A new analysis is a new picture; a new selection only a mark in it. */
  private follow(): void {
    const { current, selected } = this.document;
    if (current && current !== this.analysis) {
      this.retitle();
      this.snapshot();
      this.runForward();
    } else if (selected !== undefined && selected !== this.selected) {
      this.selected = selected;
      this.post({ type: 'select', layer: selected });
    }
  }

  private snapshot(): void {
    const { document } = this;
    const { current } = document;
    if (!current || !this.ready) return;
    this.analysis = current;
    this.selected = document.selected;
    this.stream.reset();
    this.post({
      type: 'snapshot',
      snapshot: {
        file: fileNameOf(document.uri),
        version: current.version,
        network: current.network,
        problems: current.problems,
        events: document.currentRun?.events ?? [],
        selected: document.selected,
      },
    });
    this.shown.fire();
  }

  /** Where a layer does not fit, what comes before it is computed at once, so that there is something to see. */
  private runForward(): void {
    const { document } = this;
    if (document.current?.runnable && document.current.network && !document.sound && !document.currentRun) {
      void this.services.documents.check(document.uri);
    }
  }

  private retitle(): void {
    const name = this.document.current?.network?.name;
    this.view.title = `GradLens: ${name || fileNameOf(this.document.uri)}`;
  }

  // -------------------------------------------------------------- from the page

  private receive(message: FromPanel): void {
    if (message.type === 'request') void this.reply(message);
    else {
      this.obey(message).catch((failure: unknown) => {
        this.services.log.error(`The panel's "${message.type}" failed: ${String(failure)}`);
      });
    }
  }

  private async reply(request: PanelRequest): Promise<void> {
    const { id } = request;
    try {
      this.post({ type: 'reply', id, ok: true, value: await this.ask(request) });
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure);
      this.services.log.debug(`${request.method}: ${message}`);
      this.post({ type: 'reply', id, ok: false, message });
    }
  }

  private ask(request: PanelRequest): Promise<unknown> {
    const { engine } = this.services;
    const { key } = this.document;
    const methods: { [M in PanelMethod]: (request: Extract<PanelRequest, { method: M }>) => Promise<unknown> } = {
      tensor: ({ argument }) => engine.call('tensor', { key, request: argument }),
      entry: ({ argument }) => engine.call('entry', { key, request: argument }),
      sweep: ({ argument }) => engine.call('sweep', { key, request: argument }),
      suggestions: ({ argument }) => engine.call('suggestions', { key, layer: argument }),
    };
    const method = methods[request.method] as (request: PanelRequest) => Promise<unknown>;
    return method(request);
  }

  private async obey(command: PanelCommand): Promise<void> {
    const { documents, engine } = this.services;
    const { document } = this;
    switch (command.type) {
      case 'ready':
        this.ready = true;
        await documents.latest(document.uri);
        this.snapshot();
        this.runForward();
        return;
      case 'check':
        return documents.check(document.uri, command);
      case 'cancel':
        return documents.cancel(document.uri);
      case 'select':
        this.selected = command.layer;
        documents.select(document, command.layer);
        revealLayer(document, command.layer);
        return;
      case 'openSource':
        // Where the places are known; a text that has just changed is still being read.
        await documents.latest(document.uri);
        return focusSource(document, command.layer, command.option);
      case 'openPlace':
        return focusPlace(document, command.range);
      case 'apply':
        await vscode.workspace.applyEdit(await suggestionEdit(engine, document.uri, command.suggestion));
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(command.text);
    }
  }
}
