import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { DocumentStore } from '../../handlers/document-store.ts';
import type { Handler, RunnerContext } from '../../handlers/define-handler.ts';
import { createFrameReader, encodeFrame } from '../frames.ts';
import { PARENT_LOOK_MS } from '../limits.ts';
import type { CallResult, DescribedHandler, FromHandler, StoreMethod, ToHandler } from '../messages.ts';

/**
 * The program of a handler's process: loads one module, and performs one call after the other. It holds no secret, no connection and nothing of the runner
 * but this channel. It is bundled into one file before it runs, and imports nothing but types from outside of its folder.
 */

/** The channel to the runner: after the three standard ones, see `startHandlerProcess`. */
const CHANNEL = 3;

const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
const reader = createFrameReader();
const waiting = new Map<number, { readonly resolve: (value: JsonValue | undefined) => void; readonly reject: (error: Error) => void }>();
let handlers = new Map<string, Handler>();
let requests = 0;

channel.on('data', (chunk: Buffer) => {
  const messages = reader.push(chunk);
  if (messages === undefined) process.exit(1);
  for (const message of messages) void receive(asToHandler(message));
});
// Without its runner there is nothing to do for a handler.
channel.on('close', () => process.exit(0));
channel.on('error', () => process.exit(1));
watchParent();

/** The runner is believed. */
function asToHandler(message: unknown): ToHandler {
  return message as ToHandler;
}

/** A loop that never ends keeps the main thread from seeing that the runner is gone: a thread of its own looks. */
function watchParent(): void {
  const program = `const parent = process.ppid; setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, ${PARENT_LOOK_MS});`;
  new Worker(program, { eval: true, stdout: false, stderr: false, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 } }).unref();
}

async function receive(message: ToHandler): Promise<void> {
  switch (message.kind) {
    case 'load':
      return load(message.module);
    case 'call':
      return perform(message);
    case 'reply':
      waiting.get(message.request)?.resolve(message.value);
      return void waiting.delete(message.request);
    case 'refuse':
      waiting.get(message.request)?.reject(new StoreError());
      return void waiting.delete(message.request);
  }
}

function send(message: FromHandler): boolean {
  const frame = encodeFrame(message);
  if (frame === undefined) return false;
  channel.write(frame);
  return true;
}

async function load(module: string): Promise<void> {
  try {
    const namespace: Record<string, unknown> = await import(pathToFileURL(module).href);
    const found = Object.values(namespace).filter(isHandler);
    handlers = new Map(found.map((handler) => [`${handler.name}:${handler.version}`, handler]));
    send({ kind: 'ready', handlers: found.map(describe) });
  } catch (error) {
    send({ kind: 'broken', message: error instanceof Error ? error.message : 'not an Error' });
  }
}

/** The part that goes into the catalogue, as JSON; what is checked is checked by the runner. */
function describe({ handle, ...members }: Handler): DescribedHandler {
  const hasFunction = typeof handle === 'function';
  try {
    return { hasFunction, members: toObject(members) };
  } catch {
    return { hasFunction, members: null };
  }
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'object' && value !== null && 'handle' in value;
}

async function perform({ call, name, version, input, attempt }: Extract<ToHandler, { readonly kind: 'call' }>): Promise<void> {
  const end = await endOf({ call, handler: handlers.get(`${name}:${version}`), input, attempt });
  const residentBytes = process.memoryUsage.rss();
  if (!send({ kind: 'end', call, residentBytes, end })) send({ kind: 'end', call, residentBytes, end: { outcome: 'too-large' } });
}

interface Call {
  readonly call: number;
  readonly handler: Handler | undefined;
  readonly input: JsonValue;
  readonly attempt: Extract<ToHandler, { readonly kind: 'call' }>['attempt'];
}

async function endOf({ call, handler, input, attempt }: Call): Promise<CallResult> {
  if (handler === undefined) return { outcome: 'thrown' };
  try {
    const output: unknown = await handler.handle(input, contextOf(call, attempt));
    const text: string | undefined = JSON.stringify(output);
    return text === undefined ? { outcome: 'not-json' } : { outcome: 'succeeded', output: JSON.parse(text) };
  } catch (error) {
    return error instanceof CodeError ? { outcome: 'failed', code: error.code } : { outcome: 'thrown' };
  }
}

/** How `context.fail` leaves the handler. */
class CodeError extends Error {
  override readonly name = 'HandlerError';
  readonly code: string;

  constructor(code: string) {
    super('the handler failed with a code of its catalogue');
    this.code = code;
  }
}

/** The store refused, or could not be reached; why is the runner's to know. */
class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor() {
    super('the document store refused the request');
  }
}

/** An attempt that is given up ends with its process, so the signal never comes before that; it exists for code that passes it on. */
const NEVER_ABORTED = new AbortController().signal;

function contextOf(call: number, attempt: Call['attempt']): RunnerContext {
  return {
    ...attempt,
    signal: NEVER_ABORTED,
    store: storeOf(call),
    fail: (code) => {
      throw new CodeError(code);
    },
    heartbeat: (percent) => void send({ kind: 'heartbeat', call, percent: Number(percent) }),
  };
}

function storeOf(call: number): DocumentStore {
  const ask = (method: StoreMethod, given: object): Promise<JsonValue | undefined> =>
    new Promise((resolve, reject) => {
      requests += 1;
      const request = requests;
      waiting.set(request, { resolve, reject });
      if (send({ kind: 'store', call, request, method, arguments: toObject(given) })) return;
      waiting.delete(request);
      reject(new StoreError());
    });
  return {
    get: async (request) => toDocument(await ask('get', request)),
    put: async (request) => void (await ask('put', request)),
    insert: async (request) => (await ask('insert', request)) === true,
    find: async (request) => toDocuments(await ask('find', request)),
  };
}

/** Answers come from the runner's own store, which checks them. */
function toDocument(value: JsonValue | undefined): JsonObject | undefined {
  return value as JsonObject | undefined;
}

function toDocuments(value: JsonValue | undefined): Awaited<ReturnType<DocumentStore['find']>> {
  return (value ?? []) as unknown as Awaited<ReturnType<DocumentStore['find']>>;
}

function toObject(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
