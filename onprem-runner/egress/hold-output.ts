import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { HeldFinding, HeldOutput, HeldTask } from '#shared/ports/quarantine.ts';
import { withoutTransient } from '../tasks/task-output.ts';
import type { TaskSuccess } from '../tasks/task-result.ts';
import type { EgressPorts, ResultRequest, StoredRequest } from './egress-ports.ts';

/** Where something was found: by declared names, and to the last name. */
export interface HeldPlaces {
  readonly findings: readonly HeldFinding[];
  readonly places: readonly HeldFinding[];
}

/**
 * Keeps an output that may not leave, for a person to decide: encrypted, without what is transient. Where an output breaks a schema that marks
 * something transient, nobody can tell where that is, and only the finding is kept. When it cannot be held the attempt cannot end either: the
 * errors are retryable.
 */
export async function holdOutput(ports: EgressPorts, request: ResultRequest, { findings, places }: HeldPlaces): Promise<void> {
  const { item, visit = item.attemptId, result } = request;
  const output = withoutTransient(result);
  const sealed = mayRest(result, findings) ? await ports.box.seal({ text: bodyOf({ output, schema: result.schema ?? null, places }), place: placeOf(visit, taskOf(request)) }) : undefined;
  const { attemptId, executionId } = item;
  const held = { id: ports.ids.uuid(), visit, attemptId, executionId, task: taskOf(request), findings, fingerprint: await fingerprintOf(ports, request, output), ...(sealed === undefined ? {} : { sealed }) };
  const now = ports.clock.now();
  const { id, isNew } = await ports.quarantine.hold({ output: held, now });
  const reasons = [...new Set(findings.map(({ reason }) => reason))];
  ports.logger.warn('egress-blocked', { attemptId, executionId, state: item.state, id, isNew, reasons });
  if (isNew) await ports.audit({ kind: 'quarantine-held', actor: request.runnerId, at: now, details: { id, executionId, attemptId, definition: held.task.definition, state: item.state, reasons } });
}

/** The same output of the same state of the same run has the same one. */
export async function fingerprintOf({ box }: Pick<EgressPorts, 'box'>, { item }: StoredRequest, output: JsonValue): Promise<string> {
  return box.fingerprint(canonicalJson([item.executionId, item.state, item.resource, output]));
}

function taskOf({ item, tenant }: StoredRequest): HeldTask {
  const { namespace, name, version } = item.definition;
  return { tenant, definition: `${namespace}.${name}@${version}`, revision: item.revision, state: item.state, resource: item.resource };
}

/** A ciphertext belongs to one visit of one state of one revision. */
export function placeOf(visit: string, task: HeldTask): string {
  return canonicalJson(['held-output', visit, task.tenant, task.definition, task.revision, task.state, task.resource]);
}

function mayRest({ schema }: TaskSuccess, findings: readonly HeldFinding[]): boolean {
  return schema === undefined || !findings.some(({ reason }) => reason === 'schema') || !JSON.stringify(schema).includes('"x-transient":true');
}

/** What is encrypted: the output, what it is judged by, and where the findings are to the last name. */
interface Body {
  readonly output: JsonValue;
  readonly schema: JsonObject | null;
  readonly places: readonly HeldFinding[];
}

function bodyOf(body: Body): string {
  return JSON.stringify(body);
}

/** The text that was made when it was held: it has been authenticated. */
export function parseBody(text: string): Body {
  return JSON.parse(text) as Body;
}

/** What was held, when it is of this very task; undefined when only the finding was kept, or the task is another one by now. */
export async function openHeld(ports: Pick<EgressPorts, 'box'>, held: HeldOutput, request: StoredRequest): Promise<{ readonly result: TaskSuccess; readonly places: readonly HeldFinding[] } | undefined> {
  if (held.sealed === undefined || canonicalJson({ ...held.task }) !== canonicalJson({ ...taskOf(request) })) return undefined;
  const { output, schema, places } = parseBody(await ports.box.open({ sealed: held.sealed, place: placeOf(held.visit, held.task) }));
  return { result: { outcome: 'succeeded', output, ...(schema === null ? {} : { schema }) }, places };
}
