import { relayOutbox } from '#shared/application/relay-outbox.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { startExecution } from '#shared/application/start-execution.ts';
import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { Sealer } from '#shared/ports/sealer.ts';
import { openEngine } from '#tests/support/engine-harness.ts';
import { TENANT } from './parties.ts';

const PRINCIPAL = 'bench';

const DOCUMENT = `
document: { dsl: 1.0.3, namespace: bench, name: door, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document:
      type: object
      additionalProperties: false
      required: [client, account, amount, note]
      properties:
        client: { type: string, maxLength: 200, x-tier: 1 }
        account: { type: string, maxLength: 200, x-tier: 1 }
        amount: { type: number, x-tier: 2 }
        note: { type: string, maxLength: 2000, x-tier: 2 }
do:
  - check: { call: 'check:1.0.0', with: { client: '\${ $.client }', account: '\${ $.account }', amount: '\${ $.amount }', note: '\${ $.note }' } }
`;

/** Of the arguments as JSON, sealed values included. */
export const BODY_BYTES = 1_024;

export interface WorkloadParts {
  readonly engine: Pick<EnginePorts, 'clock' | 'ids' | 'manifests' | 'announcer'>;
  readonly catalogue: readonly CatalogueEntry[];
  readonly sealer: Sealer;
}

/** Registers the definition and takes its one task from the engine: each step of the bench is this one, of another execution. */
export async function prepareWorkload({ engine: given, catalogue, sealer }: WorkloadParts): Promise<(index: string) => RoutedTask> {
  const dispatched: RoutedTask[] = [];
  const { ports } = openEngine({ ...given, door: { dispatch: async (tasks) => void dispatched.push(...tasks) } });
  const registered = await registerDefinition(ports, { text: DOCUMENT, target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' }, catalogue, registeredBy: PRINCIPAL });
  if (!registered.ok) throw new Error(JSON.stringify(registered.diagnostics));
  const { stored } = registered;
  const origins = new Map(stored.program.placement.input.map(({ dataPath, origin }) => [dataPath.join('.'), origin]));
  const seal = (name: string, value: string): Promise<string> => sealer.seal({ value, context: { tid: TENANT, def: 'bench/door', ptr: origins.get(name) ?? '', sub: PRINCIPAL } });
  const sealed = { client: await seal('client', 'Client Name of the bench'), account: await seal('account', 'DE00 0000 0000 0000 0000 00'), amount: 12.5 };
  const filler = BODY_BYTES - JSON.stringify({ ...sealed, note: '' }).length;
  const input: JsonObject = { ...sealed, note: 'n'.repeat(Math.max(filler, 1)) };
  await startExecution(ports, { stored, input, principal: PRINCIPAL });
  await relayOutbox(ports);
  const [task] = dispatched;
  if (task === undefined || !isRun(task)) throw new Error('the engine gave no task to the bank');
  return (index) => ({ ...task, item: { ...task.item, executionId: `bench-${index}`, attemptId: `bench-${index}.1` } });
}

function isRun(task: RoutedTask): task is Extract<RoutedTask, { readonly item: WorkItem }> {
  return task.item.kind === 'run';
}
