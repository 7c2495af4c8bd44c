/** Tensors that have been fetched, the least recently used forgotten first. */
import type { StampedEvent, TensorReply, TensorRequest } from '../src/protocol';

interface Kept {
  readonly request: TensorRequest;
  readonly promise: Promise<TensorReply>;
  reply: TensorReply | undefined;
}

/** At most this many bytes of tensors are kept. */
const defaultLimit = 48 * 2 ** 20;

export class TensorCache {
  private readonly entries = new Map<string, Kept>();
  private bytes = 0;
  private run = -1;

  constructor(private readonly limit = defaultLimit) {}

  peek(request: TensorRequest): TensorReply | undefined {
    return this.entries.get(keyOf(request))?.reply;
  }

  /** The kept promise, or a new one; failures are not kept. */
  fetch(request: TensorRequest, load: () => Promise<TensorReply>): Promise<TensorReply> {
    const key = keyOf(request);
    const known = this.entries.get(key);
    if (known !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.promise;
    }
    const entry: Kept = { request, promise: load(), reply: undefined };
    this.entries.set(key, entry);
    entry.promise.then(
      (reply) => {
        // Forgotten meanwhile: then the reply is stale and only its caller gets it.
        if (this.entries.get(key) !== entry) return;
        entry.reply = reply;
        this.bytes += reply.data.byteLength;
        this.shrink();
      },
      () => this.forget((_, kept) => kept === entry),
    );
    return entry.promise;
  }

  /** A new run makes all stale; within a run, a δ or a verdict replaces what was asked for too early. */
  noteEvent(event: StampedEvent): void {
    if (event.run !== this.run) {
      this.run = event.run;
      this.clear();
    }
    if (event.type === 'deltaDone') this.forget((ref) => ref.kind === 'delta' && ref.layer === event.layer);
    if (event.type === 'gradientDone') this.forget((ref) => ref.kind === 'gradient' && ref.layer === event.layer);
    if (event.type === 'progress') this.forget((ref) => ref.kind === 'error' && ref.layer === event.layer);
    if (event.type === 'layerVerdict') this.forget((ref) => 'of' in ref && ref.layer === event.report.layer);
    if (event.type === 'runDone') this.forget((ref) => 'of' in ref);
  }

  clear(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  private forget(which: (ref: TensorRequest['ref'], kept: Kept) => boolean): void {
    for (const [key, kept] of [...this.entries]) if (which(kept.request.ref, kept)) this.remove(key, kept);
  }

  private shrink(): void {
    for (const [key, kept] of [...this.entries]) {
      if (this.bytes <= this.limit) return;
      if (kept.reply !== undefined) this.remove(key, kept);
    }
  }

  private remove(key: string, kept: Kept): void {
    this.entries.delete(key);
    this.bytes -= kept.reply?.data.byteLength ?? 0;
  }
}

function keyOf(request: TensorRequest): string {
  return JSON.stringify([request.ref, request.fixed, request.maxEntries, request.reduce]);
}
