import { createDurableCompletion, createDurableEngine, createDurableInstances, createServiceSource, registerDurableFunctions, type DurablePorts, type PayloadStore, type ServiceSource } from '#shared/adapters/durable-functions/index.ts';
import { createMemoryDurableJournal, createMemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { randomIdSource } from '#shared/adapters/node/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { createDurablePrograms } from '#shared/application/runtime/durable-programs.ts';
import { createDurableWork } from '#shared/application/runtime/durable-work.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { createDurableHost, type DurableHost } from '#tests/support/durable/host.ts';
import { startServiceApi, type ServiceApi } from '#tests/support/durable/service-api.ts';
import { PRINCIPAL, TURNS_MAX, type Bench, type Course, type StartableTrial, type Verdict } from './model.ts';
import { ranOf } from './ran.ts';
import { refusalOf } from './refusal.ts';
import { VirtualWork } from './virtual-work.ts';

/** Longest that work of the target's own zone may take; its answers are there at once, or come later. */
const LIMIT_MS = 60_000;

/** Durable Functions: the real library, its client and our app, on our test host, by a clock that jumps. One run at a time. */
export class DurableBench implements Bench {
  readonly name = 'durable-functions';
  private readonly service: ServiceApi;
  private readonly current: { host?: DurableHost };

  private constructor(service: ServiceApi, current: DurableBench['current']) {
    this.service = service;
    this.current = current;
  }

  static async open(): Promise<DurableBench> {
    const current: DurableBench['current'] = {};
    const hostNow = (): DurableHost => {
      assert(current.host !== undefined, 'the service is asked while there is a run');
      return current.host;
    };
    return new DurableBench(await startServiceApi(hostNow, () => undefined), current);
  }

  close(): Promise<void> {
    return this.service.close();
  }

  async run(trial: StartableTrial, { executionId, startAt }: Course): Promise<Verdict> {
    const { stored, input } = trial.program;
    const app = openApp(trial, { startAt, service: this.service });
    const { host, runtime, work } = app;
    this.current.host = host;
    // Any function that asks for it brings the way to the service; in an app it is the one that answers the request.
    await host.invoke('uwf-record', '{}');
    const began = performance.now();
    try {
      await runtime.publish({ stored });
      await runtime.start({ stored, input, principal: PRINCIPAL, executionId });
    } catch (thrown) {
      return refusalOf(thrown);
    }
    await drive(app, executionId);
    const milliseconds = performance.now() - began;
    return { kind: 'ran', ran: await ranOf({ runtime, executionId, work: work.script, milliseconds, kept: host.kept() }) };
  }
}

/** The app around one execution. */
interface App {
  readonly host: DurableHost;
  readonly runtime: Runtime;
  readonly work: VirtualWork;
}

function openApp({ program, openWorld }: StartableTrial, { startAt, service: api }: { readonly startAt: number; readonly service: ServiceApi }): App {
  const definitionStore = { findByRevision: async () => program.stored };
  const payloads = memoryPayloads();
  const journal = createMemoryDurableJournal();
  const holder: { source?: ServiceSource } = {};
  const service: ServiceSource = () => {
    assert(holder.source !== undefined, 'the app is registered');
    return holder.source();
  };
  const instances = createDurableInstances(service);
  const completion = createDurableCompletion({ service, instances, payloads });
  const work: VirtualWork = new VirtualWork(openWorld(), { completion: () => completion, after: (milliseconds, act) => host.at(host.now() + milliseconds, act) });
  const clock = { now: () => host.now() };
  const worker = createDurableWork({ clock, programs: createDefinitionCache({ definitionStore }), executor: work.executor, door: work.door, limitMs: LIMIT_MS });
  const ports: DurablePorts = { programs: createDurablePrograms({ definitionStore }), work: worker, payloads, instances, journal };
  const register = (): void => {
    holder.source = createServiceSource();
    registerDurableFunctions(async () => ports);
  };
  const host: DurableHost = createDurableHost({ register, startAt, service: () => api.binding });
  const engine = createDurableEngine({ clock, ids: randomIdSource, service, instances, journal, payloads, work: worker });
  return { host, work, runtime: createHostedRuntime({ clock, ids: randomIdSource, index: createMemoryExecutionIndex(), engine }) };
}

function memoryPayloads(): PayloadStore {
  const kept = new Map<string, JsonValue>();
  return { put: async ({ reference, value }) => void kept.set(reference, value), get: async ({ reference }) => kept.get(reference) };
}

/** To its end, or to where nothing comes any more. */
async function drive({ host, work }: App, executionId: string): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    await host.run(host.now());
    if ((await work.settle()) > 0) continue;
    if (host.instance(executionId)?.status !== 'Running') return;
    if (work.script.idle()) continue;
    const at = host.nextAt();
    if (at === undefined) return;
    await host.run(at);
  }
}
