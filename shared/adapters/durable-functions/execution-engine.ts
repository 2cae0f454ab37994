import { isLastFact } from '#shared/core/durable/facts.ts';
import { EXECUTION_ID_UNITS_MAX } from '#shared/core/durable/limits.ts';
import { ORCHESTRATOR_NAME } from '#shared/core/durable/names.ts';
import { parseEnvelope } from '#shared/core/durable/parse.ts';
import { plainObject } from '#shared/core/durable/converse.ts';
import { startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { ExecutionEngine, HostedExecution, HostedStart } from '#shared/ports/execution-engine.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { StopOutcome } from '#shared/ports/runtime.ts';
import { endTree } from './end-tree.ts';
import { hostedExecution } from './hosted-execution.ts';
import { noteCancelled } from './note-cancelled.ts';
import { load } from './payloads.ts';
import type { DurableInstances, DurableWorker, PayloadStore } from './ports.ts';
import { checkPublishable } from './publish.ts';
import { awayError, isOver, statusOf, type ServiceSource, type ServiceStatus } from './service.ts';

/** What executions on Durable Functions are carried out through. */
export interface DurableEnginePorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly service: ServiceSource;
  readonly instances: DurableInstances;
  readonly journal: DurableJournal;
  readonly payloads: PayloadStore;
  readonly work: Pick<DurableWorker, 'cancel'>;
}

/** Executions as orchestrations that run our interpreter. An execution's id is that of its instance; its history is our own journal. */
export function createDurableEngine(ports: DurableEnginePorts): ExecutionEngine {
  return {
    check: ({ stored }) => checkPublishable(stored),
    publish: async ({ stored }) => checkPublishable(stored),
    start: (request) => start(ports, request),
    describe: ({ place }) => describe(ports, place),
    history: (request) => history(ports, request),
    stop: (request) => stop(ports, request),
  };
}

/** Names of instances: no sign that its URLs would read otherwise. */
const INSTANCE_ID = new RegExp(`^[A-Za-z0-9_-]{1,${String(EXECUTION_ID_UNITS_MAX)}}$`, 'u');

/**
 * The service takes a name again once its instance is over, so it is asked first. A second start in the moment in which the first one ends could begin the
 * execution again; its attempts would have the ids of the first ones, and find them answered.
 */
async function start(ports: DurableEnginePorts, request: HostedStart): Promise<{ readonly place: string }> {
  const place = request.executionId;
  if (!INSTANCE_ID.test(place)) throw new UwfError('UWF-4222', `Durable Functions takes ids of executions of up to ${String(EXECUTION_ID_UNITS_MAX)} letters, digits, - and _`);
  checkPublishable(request.stored);
  const isStarted = async (): Promise<boolean> => (await statusOf(ports.service, place, { showInput: false })) !== undefined;
  if (await isStarted()) return { place };
  const input = await inputOf(ports, request);
  try {
    await ports.service().startNew(ORCHESTRATOR_NAME, { instanceId: place, input });
  } catch (error) {
    // Somebody else may have started it since; whoever it was, it is started.
    if (!(await isStarted())) throw error instanceof UwfError ? error : awayError(error);
  }
  return { place };
}

async function inputOf({ clock, ids, payloads }: DurableEnginePorts, { executionId, stored, input, principal, priority, depth }: HostedStart): Promise<string> {
  const { namespace, name, version } = stored.identity;
  const facts = { id: executionId, name: executionId, machineId: `${namespace}.${name}@${version}`, machineName: name, startedAt: clock.now(), input, ...(depth === undefined ? {} : { depth }) };
  const begin = { revision: stored.revision, seed: ids.seed(), principal, snapshot: startSnapshot(facts), ...(priority === undefined ? {} : { priority }) };
  return JSON.stringify({ revision: stored.revision, start: await load(payloads, `${executionId}/start`, plainObject(begin)) });
}

/** The page as it is; before the end of an execution that was ended from outside is shown, it is told. */
async function history(ports: DurableEnginePorts, { executionId, place, after, max }: Parameters<ExecutionEngine['history']>[0]): Promise<readonly HistoryEvent[]> {
  const page = await ports.journal.read({ executionId, after, max });
  if (page.length >= max || page.some(isLastFact)) return page;
  const status = await statusOf(ports.service, place, { showInput: true });
  if (status === undefined || !isOver(status)) return page;
  await settle(ports, status);
  return ports.journal.read({ executionId, after, max });
}

async function describe(ports: DurableEnginePorts, place: string): Promise<HostedExecution | undefined> {
  const status = await statusOf(ports.service, place, { showInput: true });
  if (status === undefined) return undefined;
  if (isOver(status)) await settle(ports, status);
  return hostedExecution(ports.payloads, status);
}

/** What was ended from outside, and by a process that died over it, is brought to its end before anybody is told of it. */
async function settle(ports: DurableEnginePorts, { instanceId, input, lastUpdatedTime }: ServiceStatus): Promise<void> {
  const last = await ports.journal.last({ executionId: instanceId });
  if (last === undefined || !isLastFact(last)) await endExecution(ports, { executionId: instanceId, revision: parseEnvelope(input).revision, at: lastUpdatedTime.getTime() });
}

async function stop(ports: DurableEnginePorts, { executionId, place, reason }: Parameters<ExecutionEngine['stop']>[0]): Promise<StopOutcome> {
  const status = await statusOf(ports.service, place, { showInput: true });
  if (status === undefined) return 'unknown';
  if (isOver(status)) return 'ended';
  await endExecution(ports, { executionId, revision: parseEnvelope(status.input).revision, at: ports.clock.now(), ...(reason === undefined ? {} : { reason }) });
  return 'stopped';
}

interface EndedExecution {
  readonly executionId: string;
  readonly revision: string;
  readonly at: number;
  readonly reason?: string;
}

/** Ends all orchestrations of an execution, tells whoever works for it, and then that it is stopped: the last fact says that nothing is left to do. Idempotent. */
async function endExecution({ instances, journal, work }: DurableEnginePorts, { executionId, revision, at, reason }: EndedExecution): Promise<void> {
  const found = await endTree(instances, { roots: [executionId], reason: 'stopped', isExecution: true });
  const open = await noteCancelled(journal, { executionId, attemptIds: 'all', at });
  const known = new Set(open.map(({ attemptId }) => attemptId));
  const attempts = [...open, ...(await noteCancelled(journal, { executionId, attemptIds: found.filter((id) => !known.has(id)), at }))];
  if (attempts.length > 0) await work.cancel({ revision, executionId, attempts });
  await journal.append({ executionId, scope: 'stopped', facts: [{ sequence: 1, at, kind: 'execution-stopped', frame: [], details: reason === undefined ? {} : { reason } }] });
}
