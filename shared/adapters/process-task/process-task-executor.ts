import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainFailure, type DomainFailure } from '#shared/core/asl/domain-failure.ts';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { withSecrets } from '#shared/core/asl/secret-references.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { fail, type Result } from '#shared/core/kernel/result.ts';
import type { SecretResolver } from '#shared/ports/secret-store.ts';
import { startProcess, type ProcessEnd, type ProcessLimits, type ProcessPlan, type RunningProcess } from './child-process.ts';
import { DETACHED_PROCESSES_MAX, PROCESS_OUTPUT_BYTES_MAX, PROCESS_TIMEOUT_MS } from './limits.ts';
import { planProcess } from './plan-process.ts';
import type { ProcessPolicy } from './policy.ts';
import { environmentOf, parseProcessRequest, type ProcessKind, type ProcessRequest, type ProcessReturn } from './process-request.ts';

/** How a process ended for its task: what its task asked for of it, or an ASL error. */
export type ProcessTaskOutcome =
  | { readonly outcome: 'succeeded'; readonly output: JsonValue }
  | { readonly outcome: 'failed'; readonly error: string; readonly cause: string };

export interface ProcessTaskExecutor {
  /** Never throws for what a process does. Aborting `signal` kills the process and gives `States.Timeout`. */
  execute(request: { readonly kind: ProcessKind; readonly arguments: JsonValue; readonly signal: AbortSignal }): Promise<ProcessTaskOutcome>;
  /** Kills what nobody waits for, and waits until it is gone. */
  stop(): Promise<void>;
}

export interface ProcessTaskExecutorOptions {
  /** What may be started; everything else is refused. */
  readonly policy: ProcessPolicy;
  /** What references to secrets in `environment` stand for. Absent: there are none. */
  readonly secrets?: SecretResolver;
  readonly limits?: Partial<ProcessLimits>;
}

/**
 * Executes `uwf:run-script`, `uwf:run-shell` and `uwf:run-container` (DSL "Run"), inside the bank only. A process has a folder of its own that is removed
 * after it, the variables that its task gives, and nothing else of the runner; no shell is between. A script can do what the runner's user can:
 * the policy says whether there are any. What is not allowed is an authorization error (403); an exit code other than 0 is a runtime error
 * (500), unless the task asks for the code. Output is never part of a failure.
 */
export function createProcessTaskExecutor(options: ProcessTaskExecutorOptions): ProcessTaskExecutor {
  const stopping = new AbortController();
  setMaxListeners(DETACHED_PROCESSES_MAX, stopping.signal);
  const context: Context = {
    policy: options.policy,
    secrets: options.secrets ?? noSecrets,
    limits: { timeoutMs: PROCESS_TIMEOUT_MS, outputBytesMax: PROCESS_OUTPUT_BYTES_MAX, ...options.limits },
    detached: new Set(),
    stopping: stopping.signal,
  };
  return {
    execute: (task) => execute(context, task),
    stop: async () => {
      stopping.abort();
      await Promise.all(context.detached);
    },
  };
}

const noSecrets: SecretResolver = async (value) => withSecrets(value, new Map());

interface Context {
  readonly policy: ProcessPolicy;
  readonly secrets: SecretResolver;
  readonly limits: ProcessLimits;
  /** Processes that nobody waits for, until they are gone. */
  readonly detached: Set<Promise<void>>;
  readonly stopping: AbortSignal;
}

type Task = Parameters<ProcessTaskExecutor['execute']>[0];

async function execute(context: Context, { kind, arguments: given, signal }: Task): Promise<ProcessTaskOutcome> {
  const request = await requestOf(context, kind, given);
  if (!request.ok) return failed(request.error);
  const folder = await mkdtemp(join(tmpdir(), 'uwf-process-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const plan = await planProcess[kind]({ policy: context.policy, request: request.value, folder }).catch(() => fail(notStarted()));
  if (!plan.ok) return remove().then(() => failed(plan.error));
  if (!request.value.isAwaited) return detach(context, { plan: plan.value, folder, remove });
  const end = await run(context, { plan: plan.value, folder, signal }).ended;
  await remove();
  return conclude(end, request.value.return, context.limits);
}

async function requestOf({ secrets }: Context, kind: ProcessKind, given: JsonValue): Promise<Result<ProcessRequest, DomainFailure>> {
  const { value, pointer } = environmentOf(given, kind);
  const environment = await secrets(value);
  if (!environment.ok) return fail(domainFailure('authorization', { title: 'A secret that the process needs is not there', detail: `the secret at '${pointer}${environment.error}'` }));
  const request = parseProcessRequest(given, kind, environment.value);
  return request.ok ? request : fail({ error: ERROR_NAMES.invalidArguments, cause: `the process cannot be made of its argument at '${request.error}'` });
}

interface Run {
  readonly plan: ProcessPlan;
  readonly folder: string;
  readonly signal: AbortSignal;
}

const CLEANUP_LIMITS: ProcessLimits = { timeoutMs: 10_000, outputBytesMax: PROCESS_OUTPUT_BYTES_MAX };

/** Errors that `spawn` throws instead of telling them later mean the same: nothing was started. */
function run({ limits }: Context, { plan, folder, signal }: Run): RunningProcess {
  try {
    const { started, ended } = startProcess(plan, folder, { limits, signal });
    return { started, ended: ended.then((end) => cleanUp(plan, folder, end)) };
  } catch {
    return { started: Promise.resolve(false), ended: Promise.resolve({ kind: 'not-started' }) };
  }
}

async function cleanUp(plan: ProcessPlan, folder: string, end: ProcessEnd): Promise<ProcessEnd> {
  if (plan.onFault === undefined || end.kind === 'ended' || end.kind === 'not-started') return end;
  const more = { limits: CLEANUP_LIMITS, signal: new AbortController().signal };
  await startProcess({ ...plan, arguments: plan.onFault, stdin: '' }, folder, more).ended;
  return end;
}

interface Detached {
  readonly plan: ProcessPlan;
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** Answers when the process runs; it goes on without its task, within its own limits. */
async function detach(context: Context, { plan, folder, remove }: Detached): Promise<ProcessTaskOutcome> {
  if (context.detached.size >= DETACHED_PROCESSES_MAX) return remove().then(() => failed(domainFailure('runtime', { title: 'Too many processes run that nobody waits for', status: 503 })));
  const { started, ended } = run(context, { plan, folder, signal: context.stopping });
  const gone: Promise<void> = ended.then(remove).catch(() => undefined).finally(() => context.detached.delete(gone));
  context.detached.add(gone);
  return (await started) ? { outcome: 'succeeded', output: null } : failed(notStarted());
}

function conclude(end: ProcessEnd, wanted: ProcessReturn, limits: ProcessLimits): ProcessTaskOutcome {
  switch (end.kind) {
    case 'not-started':
      return failed(notStarted());
    case 'timed-out':
      return failed({ error: ERROR_NAMES.timeout, cause: 'the process took too long' });
    case 'output-too-large':
      return failed(domainFailure('runtime', { title: `The process wrote more than ${limits.outputBytesMax} bytes` }));
    case 'ended': {
      const { code, stdout, stderr } = end;
      // The code itself is data of the process; a task that wants it asks for it.
      if (code !== 0 && wanted !== 'code' && wanted !== 'all') return failed(domainFailure('runtime', { title: 'The process ended with an exit code other than 0' }));
      const results = { stdout, stderr, code, all: { code, stdout, stderr }, none: null };
      return { outcome: 'succeeded', output: results[wanted] };
    }
  }
}

function notStarted(): DomainFailure {
  return domainFailure('runtime', { title: 'The process could not be started' });
}

function failed({ error, cause }: DomainFailure): ProcessTaskOutcome {
  return { outcome: 'failed', error, cause };
}
