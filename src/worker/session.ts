/** The engine's side of the conversation: definitions, runs and their tensors, by document. Free of Node. */
import type { RunEvent, StampedEvent } from '../engine/events';
import { explain, lookUp } from '../engine/explain';
import type { Layer } from '../engine/layer';
import type { Model } from '../engine/model';
import { NETWORK_INPUT } from '../engine/network';
import type { EntryReply, SweepReply, TensorRef } from '../engine/reference';
import { newRunRecord, run as runModel, type RunRecord } from '../engine/run';
import { suggestFits } from '../engine/suggest';
import { sweep } from '../engine/sweep';
import type { LayerReport, Suggestion } from '../engine/summary';
import type { Tensor } from '../engine/tensor';
import { UserCodeError } from '../engine/userLayer/userModule';
import type { Definition, FileReader, TextEdit } from '../formats/definition';
import { readDump } from '../formats/dump';
import { readDefinition } from '../formats/read';
import type { TensorReply } from '../protocol';
import { Newest } from './newest';
import type {
  Analysis,
  DocumentInput,
  LayerDoc,
  RunRequest,
  ToWorker,
  UserCode,
  WorkerApi,
  WorkerMethod,
} from './protocol';
import { viewTensor } from './tensorView';

export interface SessionIo extends FileReader {
  /** Loads layers of the user's own as a document wants it; left out where none can run. */
  moduleLoader?(userCode: UserCode | undefined): Required<FileReader>['loadModule'];
  /** Gives waiting messages a turn. */
  pause(): Promise<void>;
}

type Emit = (key: string, event: StampedEvent) => void;

/** A text that has been read, and the last run of it. */
interface Held {
  readonly input: DocumentInput;
  readonly definition: Definition;
  readonly files: ReadonlySet<string>;
  last: LastRun | undefined;
}

interface LastRun {
  readonly record: RunRecord;
  /** By layer index. */
  readonly reports: Map<number, LayerReport>;
}

type Api = { [M in WorkerMethod]: (argument: Parameters<WorkerApi[M]>[0]) => Promise<ReturnType<WorkerApi[M]>> };

export class Session {
  private readonly held = new Map<string, Held>();
  private readonly analyses = new Map<string, Newest<DocumentInput, Analysis>>();
  /** Runs that go on, by document: a newer run of a document ends the older one. */
  private readonly running = new Map<string, number>();
  private readonly cancelled = new Set<number>();
  private readonly api: Api;

  constructor(
    private readonly io: SessionIo,
    private readonly emit: Emit,
  ) {
    this.api = {
      analyse: (document) => this.analyse(document),
      run: (request) => this.run(request),
      cancel: async (run) => void (this.isRunning(run) && this.cancelled.add(run)),
      tensor: async ({ key, request }) => this.tensor(key, request),
      entry: async ({ key, request }) => this.entry(key, request),
      sweep: async ({ key, request }) => this.sweep(key, request),
      suggestions: async ({ key, layer }) => this.suggestions(key, layer),
      edits: async ({ key, suggestion }) => this.edits(key, suggestion),
      state: async ({ key, name, value }) => this.of(key).definition.state?.(name, value) ?? [],
      close: async (key) => this.close(key),
    };
  }

  /** Carries out one call; rejects with an Error for a user. */
  answer(call: ToWorker): Promise<unknown> {
    // Method and argument belong together by the type of `ToWorker`; TypeScript cannot follow that through an index.
    const method = this.api[call.method] as (argument: ToWorker['argument']) => Promise<unknown>;
    return method(call.argument);
  }

  // -------------------------------------------------------------- reading

  /** One at a time for each document; of those that wait only the newest is read, and answers the others too. */
  private analyse(document: DocumentInput): Promise<Analysis> {
    let newest = this.analyses.get(document.key);
    if (!newest) {
      newest = new Newest(async (input) => analysisOf(await this.hold(input)));
      this.analyses.set(document.key, newest);
    }
    return newest.ask(document);
  }

  /** Reads a text and the data it names; the last run stays only as long as the text does. */
  private async hold(input: DocumentInput): Promise<Held> {
    const loadModule = this.io.moduleLoader?.(input.userCode);
    const files = new Set<string>();
    const read = (path: string): Promise<Uint8Array> => {
      files.add(path);
      const text = input.unsaved?.[path];
      return text === undefined ? this.io.read(path) : Promise.resolve(new TextEncoder().encode(text));
    };
    const reader: FileReader = { read, ...(loadModule ? { loadModule } : {}) };
    const definition = await readDefinition(input, reader, input.overrides);
    const before = this.held.get(input.key);
    const last = before && isSameSource(before.input, input) ? before.last : undefined;
    const held: Held = { input, definition, files, last };
    // A newer text may have been read meanwhile; its version counts on until the document is closed.
    if (!before || before.input.version <= input.version) this.held.set(input.key, held);
    return held;
  }

  // -------------------------------------------------------------- running

  private async run({ document, run, layers, method, rtol, atol, against }: RunRequest): Promise<void> {
    const { key, version } = document;
    const emit = (event: RunEvent) => this.emit(key, { ...event, run, version });
    const before = this.running.get(key);
    if (before !== undefined) this.cancelled.add(before);
    this.running.set(key, run);
    try {
      const kept = layers ? this.resultsToKeep(document, layers) : undefined;
      const held = kept?.held ?? (await this.hold(document));
      const { model, summary, problems } = held.definition;
      if (!model || !summary) {
        const reason = problems.find(({ severity }) => severity === 'error')?.message;
        return emit({ type: 'runFailed', message: reason ?? 'There is nothing to run in this file.' });
      }
      const dump = against === undefined ? undefined : await readDump(against, this.io);
      if (dump && !dump.ok) return emit({ type: 'runFailed', message: dump.message });
      const last: LastRun = { record: newRunRecord(), reports: new Map() };
      held.last = last;
      const control = { cancelled: () => this.cancelled.has(run), pause: () => this.io.pause() };
      const options = { layers, method, rtol, atol, ...(dump ? { against: dump.value } : {}) };
      for await (const event of runModel(model, summary, options, control, last.record)) {
        if (event.type === 'layerVerdict') last.reports.set(event.report.layer, event.report);
        emit(event);
        if (event.type === 'runStarted') this.carryOver(kept, last, emit);
      }
    } catch (failure) {
      const place = failure instanceof UserCodeError ? failure.place : undefined;
      const message = failure instanceof Error ? failure.message : String(failure);
      emit({ type: 'runFailed', message, ...(place ? { place } : {}) });
    } finally {
      if (this.running.get(key) === run) this.running.delete(key);
      this.cancelled.delete(run);
    }
  }

  /** A run of some layers leaves the verdicts of the others as they are: same text, same numbers. */
  private resultsToKeep(document: DocumentInput, layers: readonly number[]) {
    const held = this.held.get(document.key);
    if (!held?.last || !isSameSource(held.input, document)) return undefined;
    const { record, reports } = held.last;
    const others = [...reports.values()].filter(({ layer }) => !layers.includes(layer));
    return { held, checks: record.checks, reports: others };
  }

  private carryOver(kept: ReturnType<Session['resultsToKeep']>, last: LastRun, emit: (event: RunEvent) => void): void {
    for (const report of kept?.reports ?? []) {
      const check = kept?.checks.get(report.layer);
      if (!check) continue;
      last.record.checks.set(report.layer, check);
      last.reports.set(report.layer, report);
      emit({ type: 'layerVerdict', report });
    }
  }

  private isRunning(run: number): boolean {
    return [...this.running.values()].includes(run);
  }

  // -------------------------------------------------------------- looking

  private tensor(key: string, request: Parameters<WorkerApi['tensor']>[0]['request']): TensorReply {
    const { definition, last } = this.of(key);
    const { ref } = request;
    const tensor = last ? lookUp(last.record, ref) : beforeRun(definition.model, ref);
    if (!tensor) throw new Error('This tensor has not been computed yet.');
    const isError = ref.kind === 'error';
    return viewTensor(tensor, { reduce: isError ? 'max' : 'mean', ...request, nanIsGap: isError });
  }

  private entry(key: string, request: Parameters<WorkerApi['entry']>[0]['request']): EntryReply {
    const { record } = this.of(key).last ?? {};
    if (!record?.trace) throw new Error('An entry can be opened once the network has run.');
    return explain(record, request);
  }

  private sweep(key: string, request: Parameters<WorkerApi['sweep']>[0]['request']): SweepReply {
    const { record } = this.of(key).last ?? {};
    if (!record?.trace) throw new Error('Steps can be swept once the network has run.');
    return sweep(record, request);
  }

  private suggestions(key: string, layer: number): readonly Suggestion[] {
    const { network } = this.of(key).definition;
    return network ? suggestFits(network, layer) : [];
  }

  private edits(key: string, suggestion: Suggestion): readonly TextEdit[] {
    return this.of(key).definition.edit(suggestion);
  }

  private close(key: string): void {
    const run = this.running.get(key);
    if (run !== undefined) this.cancelled.add(run);
    this.held.delete(key);
    this.analyses.delete(key);
  }

  private of(key: string): Held {
    const held = this.held.get(key);
    if (!held) throw new Error('The engine does not know this document.');
    return held;
  }
}

/** The same text, the same code of the user's, and the same choices. */
const isSameSource = (a: DocumentInput, b: DocumentInput): boolean =>
  a.text === b.text &&
  a.userCode?.revision === b.userCode?.revision &&
  JSON.stringify([a.overrides, a.unsaved]) === JSON.stringify([b.overrides, b.unsaved]);

/** Before any run a model has its input and its parameters. */
function beforeRun(model: Model | undefined, ref: TensorRef): Tensor | undefined {
  if (ref.layer === NETWORK_INPUT) return ref.kind === 'output' ? model?.input : undefined;
  return ref.kind === 'parameter' ? model?.parameters[ref.layer]?.[ref.parameter] : undefined;
}

function analysisOf({ input, definition, files }: Held): Analysis {
  const { network, summary, model, models, problems, codeProblems = [] } = definition;
  const docs = new Map(network?.layers.map(({ type, definition: layer }) => [type, layer && docOf(layer)]));
  return {
    key: input.key,
    version: input.version,
    network: summary,
    problems,
    codeProblems,
    runnable: model !== undefined,
    ...(models ? { models } : {}),
    files: [...files],
    docs: Object.fromEntries(docs),
  };
}

const docOf = ({ doc, formula }: Layer): LayerDoc => ({ doc, formula });
