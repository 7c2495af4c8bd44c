/** The engine's worker as a service of the extension: started on the first call, its events, its crashes. */
import * as vscode from 'vscode';
import type { StampedEvent } from '../engine/events';
import { WorkerClient } from '../worker/client';
import { startNodeWorker } from '../worker/nodePort';

export class Engine implements vscode.Disposable {
  private readonly events = new vscode.EventEmitter<{ readonly key: string; readonly event: StampedEvent }>();
  private readonly ends = new vscode.EventEmitter<string>();
  readonly onEvent = this.events.event;
  /** The worker is gone, by itself or by `restart`, and with it all tensors; the argument says why. */
  readonly onGone = this.ends.event;
  readonly call: WorkerClient['call'];
  private readonly client: WorkerClient;

  constructor(
    script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.client = new WorkerClient(
      () => {
        log.info('The engine starts.');
        return startNodeWorker(script);
      },
      {
        onEvent: (key, event) => this.events.fire({ key, event }),
        onCrash: (reason) => this.reportCrash(reason),
      },
    );
    this.call = this.client.call.bind(this.client);
  }

  restart(): void {
    this.log.info('The engine is restarted.');
    this.client.restart();
    this.ends.fire('The engine was restarted.');
  }

  dispose(): void {
    this.client.dispose();
    this.events.dispose();
    this.ends.dispose();
  }

  private reportCrash(reason: Error): void {
    this.log.error(`The engine crashed: ${reason.stack ?? reason.message}`);
    this.ends.fire(`The engine crashed: ${reason.message}`);
    void vscode.window.showErrorMessage(`The GradLens engine crashed: ${reason.message}`, 'Show Log').then((choice) => {
      if (choice) this.log.show();
    });
  }
}
