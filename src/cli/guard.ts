/**
 * Code of the user's own may never come back, and this process could not even notice. A file that names such code is
 * therefore worked on in a second process, in which a thread of its own watches the calls of that code; the first
 * process only waits, passes on Ctrl-C and says why the second was stopped.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { callSignal, callUnderWay, newSignalBuffer, unwatched, type CallSignal } from '../worker/userCode/callSignal';
import type { Overrun } from '../worker/userCode/overrun';
import { endedBy, watchCalls, type CallLimits } from '../worker/userCode/watchdog';
import type { ExitCode } from './failure';

/** Set for the second process. */
const GUARDED = 'GRADLENS_GUARDED';
/** Where it says why it was stopped. */
const REASON_FD = 3;

interface WatchData {
  readonly gradlensWatch: { readonly buffer: SharedArrayBuffer; readonly limits: CallLimits };
}

export const isGuarded = (): boolean => process.env[GUARDED] === '1';

/** Runs this very command line again in the second process; `tell` prints an overrun. */
export async function runGuarded(tell: (why: Pick<Overrun, 'message' | 'place'>) => void): Promise<ExitCode> {
  const [, script = '', ...args] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    env: { ...process.env, [GUARDED]: '1' },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    // Ctrl-C reaches it through this process only, so that it counts once.
    detached: true,
  });
  let reason = '';
  child.stdio[REASON_FD]?.on('data', (text: Buffer) => (reason += text.toString('utf8')));
  let asked = false;
  const interrupt = (signal: NodeJS.Signals) => {
    child.kill(asked ? 'SIGKILL' : signal);
    asked = true;
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  // Of a process that ends otherwise, its second half must not live on.
  process.on('exit', () => child.kill('SIGKILL'));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (reason !== '') tell(JSON.parse(reason) as Overrun);
  else if (code === null && !asked) {
    tell({
      message: 'The command was ended from outside; a layer of your own may have used up the memory.',
      place: undefined,
    });
  }
  if (code === 0 || code === 1 || code === 2 || code === 130) return code;
  return asked ? 130 : 2;
}

/** In the second process: the calls of the user's code are watched from now on. */
export function startWatch(limits: CallLimits): CallSignal {
  if (!isGuarded()) return unwatched;
  const buffer = newSignalBuffer();
  const data: WatchData = { gradlensWatch: { buffer, limits } };
  new Worker(__filename, { workerData: data, execArgv: [] }).unref();
  process.on('exit', () => {
    if (callUnderWay(buffer) === 0) return;
    writeSync(REASON_FD, JSON.stringify(endedBy(buffer)));
    process.exitCode = 2;
  });
  return callSignal(buffer);
}

/** Is this the thread that watches? Then it does. */
export function watchIfThatIsAll(): boolean {
  if (isMainThread) return false;
  const { buffer, limits } = (workerData as WatchData).gradlensWatch;
  watchCalls(
    buffer,
    () => limits,
    process.memoryUsage.rss,
    (overrun) => {
      writeSync(REASON_FD, JSON.stringify(overrun));
      // The only end that a thread can give to a process whose main thread is stuck.
      process.kill(process.pid, 'SIGKILL');
    },
  ).keepAlive();
  return true;
}
