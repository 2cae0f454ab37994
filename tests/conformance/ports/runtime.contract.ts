import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { ExecutionStatus } from '#shared/core/interpreter/snapshot.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Runtime, RuntimeExecution } from '#shared/ports/runtime.ts';
import type { AttemptReference, TaskCompletion } from '#shared/ports/task-completion.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';

/** Work that a runtime wants to be done. */
export interface OfferedTask extends Required<Pick<AttemptReference, 'executionId' | 'attemptId'>>, Pick<AttemptReference, 'token'> {
  readonly state: string;
  readonly arguments: JsonValue;
  readonly retryCount: number;
}

/** A runtime to be tested, with the way in which it offers work. */
export interface OpenedRuntime {
  readonly runtime: Runtime;
  readonly completion: TaskCompletion;
  /** The next work of an execution. */
  nextTask(executionId: string): Promise<OfferedTask>;
  close(): Promise<void>;
}

const WAIT_MS_MAX = 30_000;
const LOOK_MS = 50;

/** What an implementation of a cloud's service does otherwise than the service: said by name, and not asked of it. */
export type RuntimeGap = 'a retried task has the answer of its first attempt' | 'a stop waits for the task' | 'a late failure is taken';

const SCORING: AslMachine = { ...TASK_MACHINE, States: { ...TASK_MACHINE.States, score: { Type: 'Task', Resource: 'uwf:function:score:1.0.0', HeartbeatSeconds: 600, Next: 'finish', Output: '{% $states.result %}' } } };

const WAITING: AslMachine = { QueryLanguage: 'JSONata', StartAt: 'wait', States: { wait: { Type: 'Wait', Seconds: 600, End: true } } };

const RETRYING: AslMachine = {
  QueryLanguage: 'JSONata', StartAt: 'pay',
  States: {
    pay: {
      Type: 'Task', Resource: 'uwf:function:pay:1.0.0', Arguments: { amount: '{% $states.input.amount * 2 %}' }, End: true,
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['Declined'], Next: 'told', Output: { error: '{% $states.errorOutput.Error %}', cause: '{% $states.errorOutput.Cause %}' } }],
    },
    told: { Type: 'Pass', End: true },
  },
};

const BRANCHES: AslMachine = {
  QueryLanguage: 'JSONata', StartAt: 'both',
  States: {
    both: {
      Type: 'Parallel', Next: 'all',
      Branches: [{ StartAt: 'left', States: { left: { Type: 'Pass', Output: 'l', End: true } } }, { StartAt: 'right', States: { right: { Type: 'Pass', Output: 'r', End: true } } }],
    },
    all: { Type: 'Map', Items: '{% $states.input %}', ItemProcessor: { StartAt: 'one', States: { one: { Type: 'Pass', Output: '{% $uppercase($states.input) %}', End: true } } }, End: true },
  },
};

/** What every runtime must do: our engine, and the services of the clouds. */
export function runtimeContract(name: string, open: () => Promise<OpenedRuntime>, gaps: readonly RuntimeGap[] = []): void {
  describe(`Runtime on ${name}`, { timeout: 120_000 }, () => {
    if (gaps.length > 0) process.stdout.write(`runtime contract on ${name}, without what this implementation does otherwise: ${gaps.join(' · ')}\n`);
    /** A case that is not asked of an implementation with this gap. */
    const unless = (gap: RuntimeGap): ((title: string, body: () => Promise<void>) => void) => (gaps.includes(gap) ? () => undefined : (title, body) => test(title, body));
    let opened: OpenedRuntime;
    let scoring: StoredDefinition;
    let paying: StoredDefinition;
    let branching: StoredDefinition;
    let waiting: StoredDefinition;
    beforeAll(async () => {
      opened = await open();
      const machines = { scoring: SCORING, paying: RETRYING, branching: BRANCHES, waiting: WAITING };
      ({ scoring, paying, branching, waiting } = Object.fromEntries(Object.entries(machines).map(([machine, content]) => [machine, storedDefinition({ name: machine, machine: content })])) as Record<keyof typeof machines, StoredDefinition>);
      for (const stored of [scoring, paying, branching, waiting]) await opened.runtime.publish({ stored });
    }, 120_000);
    afterAll(() => opened.close());

    const start = async (stored: StoredDefinition, input: JsonValue = {}, principal = 'alice'): Promise<string> => (await opened.runtime.start({ stored, input, principal })).executionId;

    async function until(executionId: string, status: ExecutionStatus): Promise<RuntimeExecution> {
      const end = Date.now() + WAIT_MS_MAX;
      for (;;) {
        const found = await opened.runtime.load({ executionId });
        if (found?.record.status === status || Date.now() > end) {
          expect(found?.record.status).toBe(status);
          if (found !== undefined) return found;
        }
        await sleep(LOOK_MS);
      }
    }

    test('carries an execution from its input over a task to its output', async () => {
      const executionId = await start(scoring, { id: 'tx-1' });
      expect(await opened.runtime.load({ executionId })).toMatchObject({ input: { id: 'tx-1' }, record: { id: executionId, status: 'running', principal: 'alice', definition: scoring.identity, revision: scoring.revision } });
      const task = await opened.nextTask(executionId);
      expect(task).toMatchObject({ state: 'score', arguments: { id: 'tx-1' }, retryCount: 0 });
      expect(await opened.completion.heartbeat(task)).toBe('told');
      expect(await opened.completion.complete({ ...task, output: { score: 7 } })).toBe('told');
      const { record } = await until(executionId, 'succeeded');
      expect(record).toMatchObject({ output: { score: 7 } });
      expect(record.endedAt).toBeGreaterThanOrEqual(record.createdAt - 1_000);
    });

    test('answers a task once: later answers find nobody', async () => {
      const executionId = await start(scoring);
      const task = await opened.nextTask(executionId);
      await opened.completion.complete({ ...task, output: 1 });
      await until(executionId, 'succeeded');
      expect(await opened.completion.complete({ ...task, output: 2 })).toBe('closed');
      expect(await opened.completion.heartbeat(task)).toBe('closed');
      expect((await opened.runtime.load({ executionId }))?.record.output).toBe(1);
    });

    unless('a late failure is taken')('takes no failure of a task that was answered', async () => {
      const executionId = await start(scoring);
      const task = await opened.nextTask(executionId);
      await opened.completion.complete({ ...task, output: 1 });
      await until(executionId, 'succeeded');
      expect(await opened.completion.fail({ ...task, error: 'Late', cause: '' })).toBe('closed');
    });

    test('tells its history as facts: states with what they got and gave, attempts, the end', async () => {
      const executionId = await start(scoring, { id: 'tx-2' });
      await opened.completion.complete({ ...(await opened.nextTask(executionId)), output: { ok: true } });
      await until(executionId, 'succeeded');
      const events = await opened.runtime.history({ executionId, after: 0, max: 1_000 });
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      expect(events.map(({ kind, state }) => (state === undefined ? kind : `${kind} ${state}`))).toEqual([
        'execution-started', 'state-entered prepare', 'state-exited prepare', 'state-entered score', 'task-scheduled score', 'task-succeeded score', 'state-exited score', 'state-entered finish', 'state-exited finish', 'execution-succeeded',
      ]);
      expect(events[1]).toMatchObject({ frame: [], details: { input: { id: 'tx-2' } } });
      expect(events.at(-2)).toMatchObject({ details: { output: { ok: true } } });
      expect(await opened.runtime.history({ executionId, after: 4, max: 2 })).toEqual(events.slice(4, 6));
      expect(await opened.runtime.history({ executionId: randomUUID(), after: 0, max: 10 })).toEqual([]);
    });

    test('tells branches and items apart in its history', async () => {
      const executionId = await start(branching);
      expect((await until(executionId, 'succeeded')).record.output).toEqual(['L', 'R']);
      const events = await opened.runtime.history({ executionId, after: 0, max: 1_000 });
      const framesOf = (state: string, kind: string): readonly (readonly number[])[] => events.filter((event) => event.state === state && event.kind === kind).map(({ frame }) => frame).toSorted();
      expect([framesOf('both', 'state-entered'), framesOf('both', 'state-exited')]).toEqual([[[]], [[]]]);
      // Which branch is the first one is the service's affair.
      expect([...framesOf('left', 'state-entered'), ...framesOf('right', 'state-exited')].toSorted()).toEqual([[0], [1]]);
      expect([framesOf('all', 'state-entered'), framesOf('one', 'state-entered'), framesOf('all', 'state-exited')]).toEqual([[[]], [[0], [1]], [[]]]);
    });

    unless('a retried task has the answer of its first attempt')('gives a task the value of its arguments, again after an error that is retried, and the failure to its catcher as it is', async () => {
      const executionId = await start(paying, { amount: 21 });
      const first = await opened.nextTask(executionId);
      expect(first).toMatchObject({ arguments: { amount: 42 }, retryCount: 0 });
      await opened.completion.fail({ ...first, error: 'Busy', cause: 'later' });
      const second = await opened.nextTask(executionId);
      expect(second).toMatchObject({ state: 'pay', retryCount: 1 });
      expect(second.attemptId).not.toBe(first.attemptId);
      await opened.completion.fail({ ...second, error: 'Declined', cause: '{"title":"no"}' });
      expect((await until(executionId, 'succeeded')).record.output).toEqual({ error: 'Declined', cause: '{"title":"no"}' });
    });

    test('fails by the name and cause of the error', async () => {
      const executionId = await start(scoring);
      await opened.completion.fail({ ...(await opened.nextTask(executionId)), error: 'urn:uwf:error:DOWN#503', cause: 'c' });
      expect((await until(executionId, 'failed')).record.failure).toMatchObject({ error: 'urn:uwf:error:DOWN#503', cause: 'c' });
    });

    test('starts nothing twice: not by an idempotency key, not by an id', async () => {
      const [key, executionId] = [randomUUID(), randomUUID()];
      const request = { stored: branching, input: {}, principal: 'alice', idempotency: { key, fingerprint: 'f' } };
      const first = await opened.runtime.start(request);
      expect(first.created).toBe(true);
      expect(await opened.runtime.start(request)).toEqual({ ...first, created: false });
      expect((await opened.runtime.start({ ...request, principal: 'bob' })).created).toBe(true);
      await expect(opened.runtime.start({ ...request, idempotency: { key, fingerprint: 'other' } })).rejects.toMatchObject({ code: 'UWF-4223' });
      expect(await opened.runtime.start({ stored: branching, input: {}, principal: 'alice', executionId })).toEqual({ executionId, created: true });
      expect(await opened.runtime.start({ stored: branching, input: {}, principal: 'alice', executionId })).toEqual({ executionId, created: false });
    });

    test('stops an execution once', async () => {
      const executionId = await start(waiting);
      expect(await opened.runtime.stop({ executionId, reason: 'a test' })).toBe('stopped');
      await until(executionId, 'stopped');
      expect(await opened.runtime.stop({ executionId })).toBe('ended');
      expect(await opened.runtime.stop({ executionId: randomUUID() })).toBe('unknown');
    });

    unless('a stop waits for the task')('stops an execution that waits for a task: its answer finds nobody', async () => {
      const executionId = await start(scoring);
      const task = await opened.nextTask(executionId);
      expect(await opened.runtime.stop({ executionId })).toBe('stopped');
      await until(executionId, 'stopped');
      expect(await opened.completion.complete({ ...task, output: 1 })).toBe('closed');
    });

    test('lists what a principal has started, newest first', async () => {
      const principal = `lister-${randomUUID()}`;
      const ids = [await start(branching, 1, principal)];
      await sleep(5);
      ids.unshift(await start(scoring, 2, principal));
      expect((await opened.runtime.list({ principal, max: 10 })).executions.map(({ id }) => id)).toEqual(ids);
      expect((await opened.runtime.list({ principal, definition: { name: 'scoring' }, max: 10 })).executions.map(({ id }) => id)).toEqual(ids.slice(0, 1));
    });

    test('knows nothing of what was never started', async () => {
      expect(await opened.runtime.load({ executionId: randomUUID() })).toBeUndefined();
    });

    test('takes a version again, and the next one beside it', async () => {
      await opened.runtime.publish({ stored: branching });
      const next = storedDefinition({ name: 'branching', version: '1.1.0', machine: { ...TASK_MACHINE, StartAt: 'finish' } });
      await opened.runtime.publish({ stored: next });
      const [older, newer] = [await start(branching), await start(next, 'x')];
      expect((await until(older, 'succeeded')).record.output).toEqual(['L', 'R']);
      expect((await until(newer, 'succeeded')).record.output).toBe('x');
    });
  });
}
