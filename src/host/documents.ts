/** All open network definitions: follows their text, analyses and runs them in the worker, and says when one changed. */
import * as vscode from 'vscode';
import type { CheckMethod, StampedEvent } from '../engine/events';
import type { UserPlace } from '../engine/userLayer/userModule';
import { WorkerGone } from '../worker/client';
import type { Analysis } from '../worker/protocol';
import { Analyser } from './analyser';
import type { Choices } from './choices';
import type { Engine, EngineGone } from './engine';
import { fileNameOf, folderOf, mayDefineNetwork } from './networkFile';
import { NetworkDocument } from './networkDocument';
import { foldEvent, startRun } from './runState';
import { settingsFor } from './settings';
import type { SourceFiles } from './sourceFiles';
import { pathOf, type UserCodeFiles } from './userCode';

export interface CheckOptions {
  /** Layers to check; all when left out. */
  readonly layers?: readonly number[];
  readonly method?: CheckMethod;
  /** A file of gradients to compare with, in place of a check. */
  readonly against?: vscode.Uri;
}

interface Held {
  readonly document: NetworkDocument;
  readonly analyser: Analyser;
}

export class Documents implements vscode.Disposable {
  private readonly held = new Map<string, Held>();
  private readonly changes = new vscode.EventEmitter<NetworkDocument>();
  private readonly runEvents = new vscode.EventEmitter<{ document: NetworkDocument; event: StampedEvent }>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly pinned = new Set<string>();
  private lastRun = 0;

  /** Analysis, run or selection of a document changed; also when it was closed. */
  readonly onDidChange = this.changes.event;
  /** Events of current runs only, already folded into `document.run`. */
  readonly onRunEvent = this.runEvents.event;

  constructor(
    private readonly engine: Engine,
    private readonly log: vscode.LogOutputChannel,
    private readonly userCode: UserCodeFiles,
    private readonly choices: Choices,
    private readonly sources: SourceFiles,
  ) {
    this.subscriptions = [
      userCode.onDidChange((paths) => this.codeChanged(paths)),
      sources.onDidChange((paths) => this.sourcesChanged(paths)),
      choices.onDidChange((uri) => this.chosen(uri)),
      vscode.workspace.onDidOpenTextDocument((source) => this.opened(source)),
      vscode.workspace.onDidCloseTextDocument((source) => this.closed(source)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.edited(document)),
      vscode.workspace.onDidSaveTextDocument((source) => this.saved(source)),
      engine.onEvent(({ key, event }) => this.receive(key, event)),
      engine.onGone((reason) => this.lostEngine(reason)),
    ];
    for (const source of vscode.workspace.textDocuments) this.opened(source);
  }

  get(uri: vscode.Uri): NetworkDocument | undefined {
    return this.held.get(uri.toString())?.document;
  }

  all(): NetworkDocument[] {
    return [...this.held.values()].map(({ document }) => document);
  }

  /** Opens the text when no editor has it. */
  async open(uri: vscode.Uri): Promise<NetworkDocument> {
    const source = await vscode.workspace.openTextDocument(uri);
    return this.opened(source) ?? Promise.reject(new Error(`There is no network in ${fileNameOf(uri)}.`));
  }

  /** The analysis of the text as it is now; undefined when the document was closed or the engine is gone. */
  latest(uri: vscode.Uri): Promise<Analysis | undefined> {
    return this.held.get(uri.toString())?.analyser.latest() ?? Promise.resolve(undefined);
  }

  /** Keeps a document whose editor may be closed, because a panel shows it. */
  pin(uri: vscode.Uri): vscode.Disposable {
    const key = uri.toString();
    this.pinned.add(key);
    return new vscode.Disposable(() => {
      this.pinned.delete(key);
      const source = this.get(uri)?.source;
      if (source?.isClosed) this.closed(source);
    });
  }

  /** Runs the engine on the text as it is now; resolves when the run has ended, however it did. */
  async check(uri: vscode.Uri, { layers, method, against }: CheckOptions = {}): Promise<void> {
    const document = await this.open(uri);
    if (document.run?.phase === 'running') await this.cancel(uri);
    const { source } = document;
    const run = startRun(++this.lastRun, source.version, layers, document.run);
    document.run = run;
    this.changes.fire(document);
    this.log.info(`${fileNameOf(uri)}: run ${run.run} starts${layers ? ` on layer ${layers.join(', ')}` : ''}.`);
    const { rtol } = settingsFor(uri);
    try {
      await this.engine.call('run', {
        document: document.input(),
        run: run.run,
        layers,
        method,
        rtol,
        ...(against ? { against: against.fsPath.replaceAll('\\', '/') } : {}),
      });
      this.failUnended(document, run.run, 'The run ended without a verdict.');
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure);
      if (!(failure instanceof WorkerGone)) this.log.error(`${fileNameOf(uri)}: ${message}`);
      this.failUnended(document, run.run, message);
    }
  }

  async cancel(uri: vscode.Uri): Promise<void> {
    const run = this.get(uri)?.run;
    if (run?.phase === 'running') await this.engine.call('cancel', run.run);
  }

  /** Was the shape of the input set in the editor, rather than in the file? */
  hasShape(uri: vscode.Uri): boolean {
    return this.choices.overrides(uri).inputShape !== undefined;
  }

  select(document: NetworkDocument, layer: number): void {
    if (document.selected === layer) return;
    document.selected = layer;
    this.changes.fire(document);
  }

  /** Analyses every document anew, after the engine was restarted. */
  refresh(): void {
    for (const { analyser } of this.held.values()) analyser.schedule('now');
  }

  /** Data files beside a document changed: what is known of their numbers no longer holds. */
  dataChanged(folder: string): void {
    for (const { document, analyser } of this.held.values()) {
      if (!document.uri.path.startsWith(folder) && !folder.startsWith(folderOf(document.uri))) continue;
      if (document.run?.phase === 'running') continue;
      document.run = undefined;
      this.engine.call('close', document.key).catch(() => undefined);
      analyser.schedule('soon');
      this.changes.fire(document);
    }
  }

  /** Code of the user's own changed: what depends on it is analysed anew, and checked again if it had been checked. */
  private codeChanged(paths: readonly string[]): void {
    for (const { document, analyser } of this.held.values()) {
      const folders = document.codeFolders();
      const touched = paths.length === 0 || paths.some((path) => folders.some((folder) => path.startsWith(folder)));
      if (folders.length === 0 || !touched) continue;
      const { run } = document;
      // A comparison with numbers from elsewhere is not a check: it is asked for anew, with its file.
      if (run && run.phase !== 'cancelled' && !run.report?.comparison) document.recheck = { layers: run.requested };
      document.codeRevision++;
      document.run = undefined;
      // Ends a run that goes on.
      this.engine.call('close', document.key).catch(() => undefined);
      analyser.schedule('now');
      this.changes.fire(document);
    }
  }

  /** Another model, or another shape of its input. */
  private chosen(uri: vscode.Uri): void {
    const held = this.held.get(uri.toString());
    if (held) this.analyseAnew(held);
  }

  /** Source changed that others import. */
  private sourcesChanged(paths: readonly string[]): void {
    for (const held of this.held.values()) {
      const { document } = held;
      const files = document.analysis?.files ?? [];
      if (paths.some((path) => path !== pathOf(document.uri) && files.includes(path))) this.analyseAnew(held);
    }
  }

  /** The text is the same, but what is known of it no longer holds. */
  private analyseAnew({ document, analyser }: Held): void {
    document.revision++;
    document.analysis = undefined;
    document.run = undefined;
    // Ends a run that goes on.
    this.engine.call('close', document.key).catch(() => undefined);
    analyser.schedule('now');
    this.changes.fire(document);
  }

  private analysed(document: NetworkDocument): void {
    this.changes.fire(document);
    const { recheck, analysis } = document;
    if (!recheck || !analysis || analysis.problems.some(({ severity }) => severity === 'error')) return;
    document.recheck = undefined;
    void this.check(document.uri, recheck);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const { analyser } of this.held.values()) analyser.dispose();
    this.held.clear();
    this.changes.dispose();
    this.runEvents.dispose();
  }

  // -------------------------------------------------------------- the text

  private opened(source: vscode.TextDocument): NetworkDocument | undefined {
    if (!mayDefineNetwork(source)) return undefined;
    const known = this.held.get(source.uri.toString());
    if (known) {
      if (known.document.source !== source) this.reopened(known, source);
      return known.document;
    }
    const document = new NetworkDocument(source, {
      userCode: (revision) => this.userCode.at(revision),
      overrides: (uri) => this.choices.overrides(uri),
      unsaved: (uri) => this.sources.unsaved(uri),
    });
    const analyser = new Analyser(
      document,
      this.engine,
      () => this.analysed(document),
      (failure) => this.log.warn(`${fileNameOf(source.uri)} could not be analysed: ${failure.message}`),
    );
    this.held.set(document.key, { document, analyser });
    analyser.schedule('now');
    return document;
  }

  /** A pinned document got an editor again: its versions begin anew. */
  private reopened({ document, analyser }: Held, source: vscode.TextDocument): void {
    document.source = source;
    document.analysis = undefined;
    document.run = undefined;
    this.engine.call('close', document.key).catch(() => undefined);
    analyser.schedule('now');
  }

  private closed(source: vscode.TextDocument): void {
    const key = source.uri.toString();
    const held = this.held.get(key);
    if (!held || held.document.source !== source || this.pinned.has(key)) return;
    held.analyser.dispose();
    this.held.delete(key);
    this.engine.call('close', key).catch(() => undefined);
    this.changes.fire(held.document);
  }

  private edited(source: vscode.TextDocument): void {
    const held = this.held.get(source.uri.toString());
    // A Python file becomes one that defines a network, or ceases to be one.
    if (!held) return void this.opened(source);
    if (!mayDefineNetwork(source)) return this.closed(source);
    if (held.document.current) return;
    // Its events are stale from now on.
    if (held.document.run?.phase === 'running') void this.cancel(source.uri).catch(() => undefined);
    held.analyser.schedule('soon');
  }

  private saved(source: vscode.TextDocument): void {
    if (this.get(source.uri) && settingsFor(source.uri).checkOnSave) void this.check(source.uri);
  }

  // -------------------------------------------------------------- the run

  private receive(key: string, event: StampedEvent): void {
    const document = this.held.get(key)?.document;
    if (!document?.run) return;
    const folded = foldEvent(document.run, event);
    if (folded === document.run) return;
    document.run = folded;
    this.record(document, event);
    this.changes.fire(document);
    if (document.currentRun) this.runEvents.fire({ document, event });
  }

  private failUnended(document: NetworkDocument, run: number, message: string, place?: UserPlace): void {
    if (document.run?.run !== run || document.run.phase !== 'running') return;
    const { version } = document.run;
    this.receive(document.key, { type: 'runFailed', message, ...(place ? { place } : {}), run, version });
  }

  private lostEngine({ message, overrun }: EngineGone): void {
    if (overrun) this.userCode.stop(overrun);
    else this.userCode.forgive();
    for (const document of this.all()) {
      if (document.run) this.failUnended(document, document.run.run, message, overrun?.place);
    }
    // The new worker knows none of the documents.
    if (overrun) this.refresh();
  }

  private record({ uri }: NetworkDocument, event: StampedEvent): void {
    const file = fileNameOf(uri);
    if (event.type === 'layerVerdict') {
      this.log.debug(`${file}: ${event.report.name} is ${event.report.verdict}.`);
    } else if (event.type === 'runDone') {
      const { sentence, rule, elapsedMs } = event.report;
      this.log.info(`${file}: run ${event.run}: ${sentence} Rule: ${rule}. ${(elapsedMs / 1000).toFixed(2)} s.`);
    } else if (event.type === 'runCancelled') {
      this.log.info(`${file}: run ${event.run} was cancelled after ${event.checked} of ${event.total} entries.`);
    } else if (event.type === 'runFailed') {
      this.log.warn(`${file}: run ${event.run} failed: ${event.message}`);
    }
  }
}
