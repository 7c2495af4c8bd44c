/** Host ↔ engine worker. One document is one key; a new text for a key replaces the old one. */
import type { CheckMethod, StampedEvent } from '../engine/events';
import type { LocatedProblem, NetworkSummary, Suggestion } from '../engine/summary';
import type { UserProblem } from '../engine/userLayer/userLayer';
import type { DefinitionFile, OfferedModel, Overrides, TextEdit } from '../formats/definition';
import type { EntryReply, EntryRequest, SweepReply, SweepRequest, TensorReply, TensorRequest } from '../protocol';
import type { Overrun } from './userCode/overrun';

export interface DocumentInput extends DefinitionFile {
  /** Identity of the document: its URI. */
  readonly key: string;
  readonly version: number;
  /** Settings that beat the file's own: chosen in the editor, or those of a command line whose report this is. */
  readonly overrides?: Overrides;
  /** Source that an editor has not saved, by path: a file may import it. */
  readonly unsaved?: { readonly [path: string]: string };
  /** Left out where no code of the user's may run. */
  readonly userCode?: UserCode;
}

/** How layers of the user's own are loaded for a document. */
export interface UserCode {
  /** Raised when any of it changed: results of an earlier one no longer hold. */
  readonly revision: number;
  /** Texts that an editor has not saved, by path. */
  readonly texts: { readonly [path: string]: string };
  /** Why code is not to be loaded, by path: it had to be stopped, and has not changed since. */
  readonly stopped: { readonly [path: string]: Overrun };
}

export interface Analysis {
  readonly key: string;
  readonly version: number;
  readonly network: NetworkSummary | undefined;
  readonly problems: readonly LocatedProblem[];
  /** Of the user's own code, each in its own file. */
  readonly codeProblems: readonly UserProblem[];
  /** May it run? Then the input can be read and at least one layer fits. */
  readonly runnable: boolean;
  /** Of a source file. */
  readonly models?: readonly OfferedModel[];
  /** What was read besides, and what was looked for: when one of these changes, so may the analysis. */
  readonly files: readonly string[];
  /** By layer type, for the types of this network: what the hover says below the numbers. */
  readonly docs: { readonly [type: string]: LayerDoc | undefined };
}

export interface LayerDoc {
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
}

export interface RunRequest {
  readonly document: DocumentInput;
  /** Chosen by the host; stamped on every event. */
  readonly run: number;
  /** Layers to check; all when left out. */
  readonly layers?: readonly number[];
  readonly method?: CheckMethod;
  /** Relative tolerance; the engine's own when left out. */
  readonly rtol?: number;
  readonly atol?: number;
  /** Absolute path of a dump whose gradients are compared, in place of a check. */
  readonly against?: string;
}

/** Every call is answered; the client rejects all that are open when the worker dies. */
export interface WorkerApi {
  analyse(document: DocumentInput): Analysis;
  /** Resolves when the run has ended; its events come before, as `event` messages. */
  run(request: RunRequest): void;
  cancel(run: number): void;
  tensor(request: { readonly key: string; readonly request: TensorRequest }): TensorReply;
  entry(request: { readonly key: string; readonly request: EntryRequest }): EntryReply;
  sweep(request: { readonly key: string; readonly request: SweepRequest }): SweepReply;
  suggestions(request: { readonly key: string; readonly layer: number }): readonly Suggestion[];
  edits(request: { readonly key: string; readonly suggestion: Suggestion }): readonly TextEdit[];
  /** Edits that state a setting in the text itself; none where a file has no place for it. */
  state(request: {
    readonly key: string;
    readonly name: 'input' | 'model';
    readonly value: string;
  }): readonly TextEdit[];
  close(key: string): void;
}

export type WorkerMethod = keyof WorkerApi;

export type ToWorker = {
  [M in WorkerMethod]: { readonly id: number; readonly method: M; readonly argument: Parameters<WorkerApi[M]>[0] };
}[WorkerMethod];

export type FromWorker =
  | { readonly type: 'event'; readonly key: string; readonly event: StampedEvent }
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly message: string };
