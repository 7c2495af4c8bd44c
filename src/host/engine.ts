/** The engine's worker as a service of the extension: started on the first call, its events, its crashes. */
import * as vscode from 'vscode';
import type { StampedEvent } from '../engine/events';
import { WorkerClient } from '../worker/client';
import { startNodeWorker } from '../worker/nodePort';
import type { Overrun } from '../worker/userCode/overrun';
import { callLimits } from './settings';

/** Why the worker is gone: a crash, a restart, or code of the user's own that had to be stopped. */
export interface EngineGone {
  readonly message: string;
  readonly overrun?: Overrun;
}

export class Engine implements vscode.Disposable {
  private readonly events = new vscode.EventEmitter<{ readonly key: string; readonly event: StampedEvent }>();
  private readonly ends = new vscode.EventEmitter<EngineGone>();
  readonly onEvent = this.events.event;
  /** The worker is gone, and with it all tensors. */
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
        return startNodeWorker(script, callLimits);
      },
      {
        onEvent: (key, event) => this.events.fire({ key, event }),
        onCrash: (reason) => this.reportCrash(reason),
        onStopped: (overrun) => this.reportOverrun(overrun),
      },
    );
    this.call = this.client.call.bind(this.client);
  }

  restart(): void {
    this.log.info('The engine is restarted.');
    this.client.restart();
    this.ends.fire({ message: 'The engine was restarted.' });
  }

  dispose(): void {
    this.client.dispose();
    this.events.dispose();
    this.ends.dispose();
  }

  /** No fault of the engine's: it is told where the code stands, not in a window. */
  private reportOverrun(overrun: Overrun): void {
    this.log.warn(`${overrun.message} The engine was stopped and starts anew.`);
    this.ends.fire({ message: overrun.message, overrun });
  }

  private reportCrash(reason: Error): void {
    this.log.error(`The engine crashed: ${reason.stack ?? reason.message}`);
    this.ends.fire({ message: `The engine crashed: ${reason.message}` });
    void vscode.window.showErrorMessage(`The GradLens engine crashed: ${reason.message}`, 'Show Log').then((choice) => {
      if (choice) this.log.show();
    });
  }
}
