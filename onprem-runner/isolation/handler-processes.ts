import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Result } from '#shared/core/kernel/result.ts';
import { HandlerFault } from '../handlers/handler-error.ts';
import { buildChildProgram } from './child-program.ts';
import { describeModule, startHandlerProcess, type HandlerCall, type HandlerProcess, type HandlerProcessOptions } from './handler-process.ts';
import { createIdleProcesses, type IdleProcesses } from './idle-processes.ts';
import { HANDLER_HEAP_MEGABYTES_DEFAULT, HANDLER_IDLE_MS, HANDLER_PROCESSES_DEFAULT, HANDLER_SPARE_MS } from './limits.ts';
import type { DescribedHandler } from './messages.ts';
import { createTurns, type Turns } from './turns.ts';

export interface HandlerProcessesOptions extends Partial<Omit<HandlerProcessOptions, 'program' | 'folder'>> {
  /** For the program and for the folders of the processes. */
  readonly folder: string;
  /** Processes at the same time; at least as many as attempts of modules may run, or some wait for others. */
  readonly processesMax?: number;
  readonly idleMs?: number;
}

/** Processes of handlers, used again for the same module, never for another one. */
export interface HandlerProcesses {
  /** What a module exports, without running any of its code in the runner. The error is why it cannot be loaded. */
  describe(module: string): Promise<Result<readonly DescribedHandler[], string>>;
  /** Performs one call of a module's handler in a process of its own. Rejects with `HandlerError` or `HandlerFault`, nothing else. */
  call(module: string, request: HandlerCall): Promise<JsonValue>;
  read(): { readonly running: number; readonly idle: number; readonly waiting: number; readonly started: number; readonly crashed: number };
  /** Kills all of them, and waits until they are gone. */
  stop(): Promise<void>;
}

/** Nothing is started before the first call. */
export function createHandlerProcesses(options: HandlerProcessesOptions): HandlerProcesses {
  const { processesMax = HANDLER_PROCESSES_DEFAULT, idleMs = HANDLER_IDLE_MS } = options;
  const ready = createPreparation(options);
  const crew: Crew = { start: async (module) => startHandlerProcess(await ready(), module), turns: createTurns(processesMax), idle: createIdleProcesses(idleMs), alive: new Set(), starting: [], processesMax, started: 0, crashed: 0, isStopped: false };
  return {
    describe: async (module) => {
      await crew.turns.take(NEVER);
      try {
        return await describeModule(await ready(), module);
      } finally {
        crew.turns.leave();
      }
    },
    call: async (module, request) => {
      if (crew.isStopped) throw new HandlerFault('busy');
      await crew.turns.take(request.context.signal);
      try {
        const handlerProcess = await processOf(crew, module, request.context.signal);
        return await handlerProcess.call(request).finally(() => putBack(crew, handlerProcess));
      } finally {
        crew.turns.leave();
      }
    },
    read: () => ({ running: crew.turns.taken, idle: crew.idle.size, waiting: crew.turns.waiting, started: crew.started, crashed: crew.crashed }),
    stop: async () => {
      crew.isStopped = true;
      const gone = [...crew.alive].map(({ ended }) => ended);
      crew.alive.forEach((one) => one.kill());
      await Promise.all(gone);
    },
  };
}

interface Crew {
  readonly start: (module: string) => Promise<HandlerProcess>;
  readonly turns: Turns;
  readonly idle: IdleProcesses;
  readonly alive: Set<HandlerProcess>;
  /** Modules of processes that are not there yet. */
  readonly starting: string[];
  readonly processesMax: number;
  started: number;
  crashed: number;
  isStopped: boolean;
}

/** A process of the module that is free, or a new one. One of another module makes room: the oldest, which is the least likely to be asked for. */
async function processOf(crew: Crew, module: string, signal: AbortSignal): Promise<HandlerProcess> {
  const spare = await spareOf(crew, module, signal);
  if (spare !== undefined) return spare;
  if (crew.turns.taken + crew.idle.size > crew.processesMax) crew.idle.takeOldest()?.kill();
  crew.started += 1;
  crew.starting.push(module);
  const started = await crew.start(module).catch((error: unknown) => {
    crew.crashed += 1;
    throw error instanceof HandlerFault ? error : new HandlerFault('crash');
  }).finally(() => crew.starting.splice(crew.starting.indexOf(module), 1));
  crew.alive.add(started);
  void started.ended.then(() => {
    crew.alive.delete(started);
    crew.idle.forget(started);
  });
  // It was asked for before the stop, and is there after it.
  if (crew.isStopped) started.kill();
  return started;
}

/**
 * One that is idle or becomes free within a moment: most calls are over sooner than a process is there. Undefined when another one is to be started; a module
 * starts as many at a time as it has, so that what is slow soon has enough.
 */
async function spareOf(crew: Crew, module: string, signal: AbortSignal): Promise<HandlerProcess | undefined> {
  const idle = crew.idle.take(module);
  if (idle !== undefined) return idle;
  const alive = (): number => [...crew.alive].filter((one) => one.module === module).length;
  const starting = (): number => crew.starting.filter((one) => one === module).length;
  while (alive() + starting() > 0) {
    const next = await crew.idle.next(module, { ms: HANDLER_SPARE_MS, signal });
    if (next !== undefined) return next;
    if (signal.aborted) throw new HandlerFault('busy');
    if (starting() < Math.max(alive(), 1)) return undefined;
  }
  return undefined;
}

function putBack(crew: Crew, handlerProcess: HandlerProcess): void {
  if (!crew.isStopped && handlerProcess.isReusable()) return crew.idle.put(handlerProcess);
  if (!crew.isStopped && !crew.alive.has(handlerProcess)) crew.crashed += 1;
  return handlerProcess.kill();
}

/** Who loads handlers when a runner starts does not give up. */
const NEVER = new AbortController().signal;

/** The program is bundled once, with the first process. Errors: `HandlerFault` (`crash`); the next call tries again. */
function createPreparation(options: HandlerProcessesOptions): () => Promise<HandlerProcessOptions> {
  let prepared: Promise<HandlerProcessOptions> | undefined;
  return async () => {
    prepared ??= prepare(options);
    return prepared.catch(() => {
      prepared = undefined;
      throw new HandlerFault('crash');
    });
  };
}

async function prepare(options: HandlerProcessesOptions): Promise<HandlerProcessOptions> {
  const folder = join(options.folder, 'processes');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const program = await buildChildProgram(options.folder);
  return {
    program,
    folder,
    heapMegabytes: options.heapMegabytes ?? HANDLER_HEAP_MEGABYTES_DEFAULT,
    environment: options.environment ?? {},
    launcher: options.launcher ?? [],
    hasNativeCode: options.hasNativeCode ?? false,
    ...(options.output === undefined ? {} : { output: options.output }),
  };
}
