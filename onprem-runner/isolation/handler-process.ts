import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { RunnerContext } from '../handlers/define-handler.ts';
import { HandlerError, HandlerFault } from '../handlers/handler-error.ts';
import { catchOutput, type OutputSink } from './console-output.ts';
import { createFrameReader, encodeFrame } from './frames.ts';
import { HANDLER_CALLS_MAX, HANDLER_RESIDENT_BYTES_MAX, HANDLER_START_MS, STORE_REQUESTS_MAX } from './limits.ts';
import { parseFromHandler, type DescribedHandler, type FromHandler, type ToHandler } from './messages.ts';
import { answerStore } from './store-requests.ts';

/** How processes of handlers are started. */
export interface HandlerProcessOptions {
  /** The program of `child/main.ts`, bundled. */
  readonly program: string;
  /** Where each process gets a folder of its own, which is removed after it. */
  readonly folder: string;
  readonly heapMegabytes: number;
  /** All that a process has of an environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** A command before Node's own, such as that of a sandbox: it must become Node (`exec`) and pass file descriptor 3 on. */
  readonly launcher: readonly string[];
  /** True: modules may load native code, which no limit of Node's holds. */
  readonly hasNativeCode: boolean;
  readonly output?: OutputSink;
}

/** A process that performs the calls of one module, one at a time. */
export interface HandlerProcess {
  readonly module: string;
  /** Resolves when the process is gone, its group with it. */
  readonly ended: Promise<void>;
  /** False when it is not to be used again. */
  isReusable(): boolean;
  /** Performs one call. Rejects with `HandlerError` or `HandlerFault`, nothing else. When the context's signal aborts, the process is killed. */
  call(request: HandlerCall): Promise<JsonValue>;
  kill(): void;
}

export interface HandlerCall {
  readonly name: string;
  readonly version: string;
  readonly input: JsonValue;
  readonly context: RunnerContext;
}

interface Pending {
  readonly number: number;
  readonly context: RunnerContext;
  readonly resolve: (output: JsonValue) => void;
  readonly reject: (error: HandlerError | HandlerFault) => void;
  storeRequests: number;
}

/**
 * Starts a process in a group of its own and lets it load a module. Errors: `HandlerFault` (`crash`) when it cannot be started, or does not load in time.
 */
export async function startHandlerProcess(options: HandlerProcessOptions, module: string): Promise<HandlerProcess> {
  const { started, loaded } = await startAndLoad(options, module);
  if (loaded?.kind === 'ready') return started;
  started.kill();
  throw new HandlerFault('crash');
}

/** What a module exports, found out in a process that is then killed: its code never runs in the runner. The error is why it cannot be loaded. */
export async function describeModule(options: HandlerProcessOptions, module: string): Promise<Result<readonly DescribedHandler[], string>> {
  const { started, loaded } = await startAndLoad(options, module);
  started.kill();
  await started.ended;
  if (loaded === undefined) return fail('its process ended, or took too long');
  return loaded.kind === 'ready' ? succeed(loaded.handlers) : fail(loaded.message);
}

type Loaded = Extract<FromHandler, { readonly kind: 'ready' | 'broken' }>;

async function startAndLoad(options: HandlerProcessOptions, module: string): Promise<{ readonly started: HandlerProcess; readonly loaded: Loaded | undefined }> {
  const folder = await mkdtemp(join(options.folder, 'handler-')).catch(() => {
    throw new HandlerFault('crash');
  });
  const child = spawnChild(options, folder);
  const ended = endOf(child).then(() => rm(folder, { recursive: true, force: true })).catch(() => undefined);
  for (const stream of ['stdout', 'stderr'] as const) {
    const readable = child[stream];
    if (readable !== null) catchOutput(readable, { module: basename(module), stream }, options.output);
  }
  const session = createSession(child, ended);
  const loaded = await session.load(module);
  return { loaded, started: { module, ended, isReusable: session.isReusable, call: session.call, kill: () => killGroup(child) } };
}

function spawnChild(options: HandlerProcessOptions, folder: string): ChildProcess {
  const flags = [`--max-old-space-size=${options.heapMegabytes}`, '--no-warnings', '--no-global-search-paths', ...(options.hasNativeCode ? [] : ['--no-addons'])];
  const [file = process.execPath, ...rest] = [...options.launcher, process.execPath, ...flags, options.program];
  return spawn(file, rest, {
    cwd: folder,
    env: { ...options.environment, HOME: folder, TMPDIR: folder },
    // Nothing to read, two streams that are caught, and the channel; every other descriptor of the runner closes when a program is executed.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    shell: false,
    detached: true,
  });
}

/** The process has ended, or could not be started; what it has started itself is killed. */
function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => {
      killGroup(child);
      resolve();
    });
  });
}

/** The group has the number of its first process (setsid). One that is no longer there is what is wanted. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    return;
  }
}

interface Session {
  /** Undefined: the process ended, or took too long. */
  load(module: string): Promise<Loaded | undefined>;
  call(request: HandlerCall): Promise<JsonValue>;
  isReusable(): boolean;
}

function createSession(child: ChildProcess, ended: Promise<void>): Session {
  const channel = child.stdio[3];
  assert(channel !== null && channel !== undefined && 'write' in channel, 'a pipe was asked for');
  const state: SessionState = { child, channel: toDuplex(channel), calls: 0, residentBytes: 0, isGone: false, pending: undefined, onLoaded: undefined };
  const reader = createFrameReader();
  state.channel.on('error', () => undefined);
  state.channel.on('data', (chunk: Buffer) => {
    const messages = reader.push(chunk);
    if (messages === undefined) return killGroup(child);
    for (const message of messages) receive(state, parseFromHandler(message));
  });
  void ended.then(() => giveUp(state));
  return {
    load: (module) => load(state, module),
    call: (request) => call(state, request),
    isReusable: () => !state.isGone && state.pending === undefined && state.calls < HANDLER_CALLS_MAX && state.residentBytes < HANDLER_RESIDENT_BYTES_MAX,
  };
}

/** Made by `stdio: 'pipe'` beyond the standard three: both ways. */
function toDuplex(channel: NonNullable<ChildProcess['stdio'][3]>): Duplex {
  return channel as Duplex;
}

interface SessionState {
  readonly child: ChildProcess;
  readonly channel: Duplex;
  calls: number;
  residentBytes: number;
  isGone: boolean;
  pending: Pending | undefined;
  onLoaded: ((loaded: Loaded | undefined) => void) | undefined;
}

function giveUp(state: SessionState): void {
  state.isGone = true;
  state.onLoaded?.(undefined);
  const { pending } = state;
  state.pending = undefined;
  pending?.reject(new HandlerFault('crash'));
}

async function load(state: SessionState, module: string): Promise<Loaded | undefined> {
  const loaded = await new Promise<Loaded | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), HANDLER_START_MS);
    state.onLoaded = (outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    if (state.isGone) state.onLoaded(undefined);
    say(state, { kind: 'load', module });
  });
  state.onLoaded = undefined;
  return loaded;
}

/** False: the message is over the limit. */
function say({ channel }: SessionState, message: ToHandler): boolean {
  const frame = encodeFrame(message);
  if (frame === undefined) return false;
  channel.write(frame);
  return true;
}

async function call(state: SessionState, { name, version, input, context }: HandlerCall): Promise<JsonValue> {
  assert(state.pending === undefined, 'a process performs one call at a time');
  if (state.isGone) throw new HandlerFault('crash');
  const { signal, attemptId, idempotencyKey, executionId, attempt } = context;
  const onAbort = (): void => {
    killGroup(state.child);
    const { pending } = state;
    state.pending = undefined;
    state.isGone = true;
    pending?.reject(new HandlerFault('timeout'));
  };
  try {
    return await new Promise<JsonValue>((resolve, reject) => {
      state.calls += 1;
      state.pending = { number: state.calls, context, resolve, reject, storeRequests: 0 };
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) return onAbort();
      const isSent = say(state, { kind: 'call', call: state.calls, name, version, input, attempt: { attemptId, idempotencyKey, executionId, attempt } });
      if (isSent) return;
      state.pending = undefined;
      reject(new HandlerFault('input'));
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** What the process says of another call than the one that runs, or at all says wrongly, ends it: it runs code of others. */
function receive(state: SessionState, message: FromHandler | undefined): void {
  const { pending } = state;
  if (message === undefined) return killGroup(state.child);
  if (message.kind === 'ready' || message.kind === 'broken') return state.onLoaded?.(message);
  // Said by code that goes on after its call has ended.
  if (pending === undefined || message.call !== pending.number) return undefined;
  switch (message.kind) {
    case 'heartbeat':
      return pending.context.heartbeat(message.percent);
    case 'store':
      return void askStore(state, pending, message);
    case 'end':
      state.pending = undefined;
      state.residentBytes = message.residentBytes;
      return settle(pending, message.end);
  }
}

async function askStore(state: SessionState, pending: Pending, { request, method, arguments: given }: Extract<FromHandler, { readonly kind: 'store' }>): Promise<void> {
  if (pending.storeRequests >= STORE_REQUESTS_MAX) return killGroup(state.child);
  pending.storeRequests += 1;
  const reply = await answerStore(pending.context.store, method, given);
  pending.storeRequests -= 1;
  if (state.isGone) return;
  const isSaid = reply !== undefined && say(state, { kind: 'reply', request, ...reply });
  if (!isSaid) say(state, { kind: 'refuse', request });
}

function settle({ resolve, reject }: Pending, end: Extract<FromHandler, { readonly kind: 'end' }>['end']): void {
  switch (end.outcome) {
    case 'succeeded':
      return resolve(end.output);
    case 'failed':
      return reject(new HandlerError(end.code));
    case 'thrown':
      return reject(new HandlerFault('thrown'));
    case 'not-json':
    case 'too-large':
      return reject(new HandlerFault('output'));
  }
}
