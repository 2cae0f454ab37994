import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DurablePorts, GivenWork, WorkDone } from '#shared/adapters/durable-functions/index.ts';
import { createMemoryDurableJournal } from '#shared/adapters/memory/index.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { listenerOf } from '#shared/core/durable/names.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { parseJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { FakeAnswer, ScheduledTask } from '#tests/support/asl-driver.ts';

/** In which way the far side tells what happened. */
export interface Way {
  /** Work takes times of its own instead of none. */
  readonly skewed?: boolean;
  /** Answers of the bank are told twice. */
  readonly duplicates?: boolean;
  /** The bank answers before it is known that it was asked. */
  readonly early?: boolean;
}

/** What an execution runs, and how its work is done. */
export interface DurableScript {
  readonly machine: AslMachine;
  /** States whose work the bank does. */
  readonly bank: readonly string[];
  readonly task: (task: ScheduledTask) => FakeAnswer;
  readonly way: Way;
  /** Milliseconds of the machine's own time that work takes at least. */
  readonly workMs: number;
  readonly speed: number;
}

/** Everything that outlives a worker: what it acts on, what the bank does, and what was done. */
export interface FarSide {
  readonly url: string;
  readonly journal: DurableJournal;
  readonly payloads: ReadonlyMap<string, JsonValue>;
  /** Each time that work was begun, by its attempt and state. */
  readonly effects: readonly { readonly attemptId: string; readonly state: string }[];
  readonly dispatched: ReadonlySet<string>;
  readonly cancelled: ReadonlySet<string>;
  addScript(revision: string, script: DurableScript): void;
  /** What went wrong in it; it has to be empty. */
  readonly faults: readonly unknown[];
  close(): Promise<void>;
}

const SKEW_MS_MAX = 60;
const AGAIN_MS = 50;

type Tell = (instanceId: string, event: string, body: string) => Promise<unknown>;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function skewOf(text: string): number {
  let hash = 7;
  for (const unit of text) hash = (hash * 31 + unit.charCodeAt(0)) % 997;
  return hash % SKEW_MS_MAX;
}

/** Starts it; `tell` raises an event, which is repeated while the service is away. */
export async function startFarSide(tell: Tell): Promise<FarSide> {
  const scripts = new Map<string, DurableScript>();
  const answers = new Map<string, FakeAnswer>();
  const payloads = new Map<string, JsonValue>();
  const effects: { readonly attemptId: string; readonly state: string }[] = [];
  const dispatched = new Set<string>();
  const cancelled = new Set<string>();
  const faults: unknown[] = [];
  const journal = createMemoryDurableJournal();
  let isClosed = false;

  const scriptOf = (revision: string): DurableScript => {
    const script = scripts.get(revision);
    assert(script !== undefined, 'only known programs are run');
    return script;
  };
  /** Asked for once for each attempt, however often it is begun. */
  const answerOf = (work: GivenWork): FakeAnswer => {
    const { attemptId, state, resource, retryCount, revision } = work;
    const answer = answers.get(attemptId) ?? scriptOf(revision).task({ kind: 'schedule-task', attemptId, state, resource, arguments: work.arguments, retryCount });
    answers.set(attemptId, answer);
    return answer;
  };
  const takes = ({ revision, attemptId }: GivenWork, answer: FakeAnswer): number => {
    const { way, workMs, speed } = scriptOf(revision);
    const given = answer.kind === 'never' ? 0 : (answer.afterMs ?? 0);
    return workMs + given / speed + (way.skewed === true ? skewOf(attemptId) : 0);
  };
  const tellSurely = async (attemptId: string, body: JsonObject): Promise<void> => {
    const listener = listenerOf(attemptId);
    assert(listener !== undefined, 'an attempt has a listener');
    for (;;) {
      try {
        await tell(listener.instanceId, listener.event, JSON.stringify(body));
        return;
      } catch {
        if (isClosed) return;
        await sleep(AGAIN_MS);
      }
    }
  };
  const reply = async (work: GivenWork): Promise<void> => {
    const answer = answerOf(work);
    if (answer.kind === 'never') return;
    const { afterMs: _afterMs, ...body } = { afterMs: 0, ...answer };
    const sent: JsonObject = body.kind === 'succeeded' ? { ...body, output: { value: body.output } } : { ...body };
    await sleep(takes(work, answer));
    effects.push({ attemptId: work.attemptId, state: work.state });
    await tellSurely(work.attemptId, sent);
    if (scriptOf(work.revision).way.duplicates === true) await tellSurely(work.attemptId, sent);
  };

  const act: { readonly [name: string]: (given: never) => unknown } = {
    program: ({ revision }: { readonly revision: string }) => {
      const { machine, bank } = scriptOf(revision);
      return { machine, bank };
    },
    carryOut: async (work: GivenWork): Promise<WorkDone> => {
      const answer = answerOf(work);
      assert(answer.kind !== 'never', 'a worker that never answers is not waited for');
      effects.push({ attemptId: work.attemptId, state: work.state });
      await sleep(takes(work, answer));
      const { afterMs: _afterMs, ...done } = answer;
      return done;
    },
    dispatch: async (work: GivenWork): Promise<void> => {
      if (dispatched.has(work.attemptId)) return;
      dispatched.add(work.attemptId);
      const replied = reply(work).catch((fault: unknown) => void faults.push(fault));
      if (scriptOf(work.revision).way.early === true) await replied;
    },
    cancel: ({ attempts }: Parameters<DurablePorts['work']['cancel']>[0]) => attempts.forEach(({ attemptId }) => cancelled.add(attemptId)),
    put: ({ reference, value }: { readonly reference: string; readonly value: JsonValue }) => void payloads.set(reference, value),
    get: ({ reference }: { readonly reference: string }) => payloads.get(reference),
    append: (request: Parameters<DurableJournal['append']>[0]) => journal.append(request),
    read: (request: Parameters<DurableJournal['read']>[0]) => journal.read(request),
    last: (request: Parameters<DurableJournal['last']>[0]) => journal.last(request),
  };
  const server = createServer((request, response) => {
    const respond = async (): Promise<void> => {
      const given = parseJsonObject(await textOf(request));
      const name = (request.url ?? '/').slice(1);
      const answer: unknown = await act[name]?.(given as never);
      response.end(JSON.stringify({ answer }));
    };
    respond().catch((fault: unknown) => {
      // One who was killed over it is gone.
      if (!request.destroyed) faults.push(fault);
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'a server has an address');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    journal, payloads, effects, dispatched, cancelled, faults,
    addScript: (revision, script) => void scripts.set(revision, script),
    close: () => new Promise((resolve) => {
      isClosed = true;
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
