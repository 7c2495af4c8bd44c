/**
 * Stands in for the extension host: answers the panel of a report from an engine in the same page. Edits change the
 * report's copy of the text; there is no source to show.
 */
import { fileName } from '../formats/filePath';
import type { FromPanel, PanelCommand, PanelRequest, ToPanel } from '../protocol';
import { Session } from '../worker/session';
import type { TextEdit } from '../formats/definition';
import type { Analysis, DocumentInput, WorkerApi, WorkerMethod } from '../worker/protocol';
import { applyEdits } from './applyEdits';
import type { ReportData } from '../formats/reportPage';

export class PageHost {
  private readonly session: Session;
  private document: DocumentInput;
  private run = 0;

  constructor(
    private readonly report: ReportData,
    private readonly post: (message: ToPanel) => void,
  ) {
    const { path, text, overrides } = report;
    this.document = { key: path, path, text, overrides, version: 1 };
    const read = (file: string) => readFile(report, file);
    this.session = new Session({ read, pause: nextTask }, (_key, event) => this.post({ type: 'event', event }));
  }

  receive(message: FromPanel): void {
    if (message.type === 'request') void this.reply(message);
    else void this.obey(message);
  }

  private async reply(request: PanelRequest): Promise<void> {
    const { id } = request;
    try {
      this.post({ type: 'reply', id, ok: true, value: await this.ask(request) });
    } catch (failure) {
      this.post({
        type: 'reply',
        id,
        ok: false,
        message: failure instanceof Error ? failure.message : String(failure),
      });
    }
  }

  private ask(request: PanelRequest): Promise<unknown> {
    const { key } = this.document;
    switch (request.method) {
      case 'tensor':
        return this.call('tensor', { key, request: request.argument });
      case 'entry':
        return this.call('entry', { key, request: request.argument });
      case 'sweep':
        return this.call('sweep', { key, request: request.argument });
      case 'suggestions':
        return this.call('suggestions', { key, layer: request.argument });
    }
  }

  private async obey(command: PanelCommand): Promise<void> {
    switch (command.type) {
      case 'ready':
        return this.show();
      case 'check':
        return this.check(command.layers, command.method);
      case 'cancel':
        return this.call('cancel', this.run);
      case 'apply': {
        const edits = await this.call('edits', { key: this.document.key, suggestion: command.suggestion });
        return this.edit(edits);
      }
      case 'copy':
        return navigator.clipboard.writeText(command.text);
      case 'select':
      case 'openSource':
      case 'openPlace':
    }
  }

  /** Snapshot, then the run that the report is about; of a file that does not fit, the layers that do. */
  private async show(): Promise<void> {
    const analysis = await this.call('analyse', this.document);
    this.snapshot(analysis);
    if (analysis.runnable) await this.check(this.report.layers, this.report.method);
  }

  private snapshot({ version, network, problems }: Analysis): void {
    const file = fileName(this.document.path);
    this.post({ type: 'snapshot', snapshot: { file, version, network, problems, events: [], selected: undefined } });
  }

  private async check(layers: readonly number[] | undefined, method: ReportData['method']): Promise<void> {
    const { rtol, atol } = this.report;
    this.run++;
    await this.call('run', { document: this.document, run: this.run, layers, method, rtol, atol });
  }

  private async edit(edits: readonly TextEdit[]): Promise<void> {
    const { text, version } = this.document;
    this.document = { ...this.document, text: applyEdits(text, edits), version: version + 1 };
    await this.show();
  }

  private call<M extends WorkerMethod>(
    method: M,
    argument: Parameters<WorkerApi[M]>[0],
  ): Promise<ReturnType<WorkerApi[M]>> {
    // The three fields belong together by this method's own type; a union cannot say so of a generic.
    const call = { id: 0, method, argument } as Parameters<Session['answer']>[0];
    return this.session.answer(call) as Promise<ReturnType<WorkerApi[M]>>;
  }
}

async function readFile({ files }: ReportData, path: string): Promise<Uint8Array> {
  const encoded = files[path];
  if (encoded === undefined) throw new Error('this report does not hold the file');
  return Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
}

/** Gives clicks and drawing a turn; a message comes without the delay that browsers put on timers. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
