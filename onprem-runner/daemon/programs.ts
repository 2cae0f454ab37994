import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import type { TaskState } from '#shared/core/asl/model.ts';
import { statesOf } from '#shared/core/asl/scopes.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { SealedField, TaskPlacement } from '#shared/core/tier/placement.ts';
import { pointerOfWay } from '#shared/core/tier/schema-way.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import { subjectOf } from '#shared/core/protocol/manifest.ts';
import type { ManifestVerifier } from '#shared/ports/definition-release.ts';
import type { DefinitionStore, StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { PROGRAMS_MAX, RELEASE_CHECK_MS } from './limits.ts';

/** The runner's own copy of a program: it believes no plan that comes in a message. */
export interface RunnerProgram {
  readonly program: CompiledProgram;
  /** Input fields that travel sealed, by their origin. */
  readonly inputFields: ReadonlyMap<string, InputField>;
}

export interface InputField {
  readonly field: SealedField;
  /** A schema of its own for the field's value; one object per program, so that it is compiled once. */
  readonly schema: JsonObject;
}

/** The state of a work item and its placement, as the runner's own program has them. */
export interface PlacedTask {
  readonly state: TaskState;
  readonly placement: TaskPlacement;
}

/** What programs are found in and judged by. */
export interface ProgramPorts {
  readonly definitions: DefinitionStore;
  readonly manifests: ManifestVerifier;
  readonly digest: Digest;
  readonly clock: Clock;
}

/** A program that is kept, and what is known of its release. */
interface KnownProgram {
  readonly program: RunnerProgram;
  readonly stored: StoredDefinition;
  /** Epoch milliseconds; from then on its manifest is verified again. */
  readonly until: number;
}

/**
 * Finds released programs by revision and keeps the recent ones. A revision that is not there yet is asked for again each time; one whose digest or
 * manifest does not verify is as good as not there, whoever put it into the registry. Nor is one whose release key was revoked meanwhile (protocol §9).
 */
export function createPrograms(ports: ProgramPorts): { find(revision: string): Promise<RunnerProgram | undefined> } {
  const known = new Map<string, KnownProgram>();
  return {
    async find(revision) {
      const now = ports.clock.now();
      const cached = known.get(revision);
      if (cached !== undefined && now < cached.until) return cached.program;
      const stored = cached?.stored ?? (await ports.definitions.findByRevision({ revision }));
      known.delete(revision);
      if (stored === undefined || !(await isReleased(ports, stored))) return undefined;
      const [oldest] = known.keys();
      if (known.size >= PROGRAMS_MAX && oldest !== undefined) known.delete(oldest);
      const program = cached?.program ?? prepare(stored.program);
      known.set(revision, { program, stored, until: now + RELEASE_CHECK_MS });
      return program;
    },
  };
}

async function isReleased({ manifests, digest }: ProgramPorts, { program, revision, pinned }: StoredDefinition): Promise<boolean> {
  if (pinned?.manifest === undefined || revisionOf(digest, program) !== revision) return false;
  return (await manifests.verify({ manifest: pinned.manifest, own: subjectOf(program, revision) })).ok;
}

/** The placed task that an item is about; undefined when the program has no such task, or it is another one than the item says. */
export function placedTask({ program }: RunnerProgram, item: WorkItem): PlacedTask | undefined {
  const { namespace, name, version } = program.identity;
  if (item.definition.namespace !== namespace || item.definition.name !== name || item.definition.version !== version) return undefined;
  const state = statesOf(program.machine).find(([one]) => one === item.state)?.[1];
  const placement = Object.hasOwn(program.placement.tasks, item.state) ? program.placement.tasks[item.state] : undefined;
  if (state?.Type !== 'Task' || placement?.zone !== 'on-prem' || state.Resource !== item.resource) return undefined;
  return { state, placement };
}

function prepare(program: CompiledProgram): RunnerProgram {
  const fields = program.placement.input.map((field) => [field.origin, { field, schema: nodeSchema(program.inputSchema, field.schemaPointer) }] as const);
  return { program, inputFields: new Map(fields) };
}

/** Where the whole document is kept inside a schema for one of its nodes. */
const DOCUMENT = '#/$defs/input';

/** A schema that a value satisfies when it satisfies the node; references of the document go on leading where they led. */
export function nodeSchema(document: JsonObject | boolean, schemaPointer: string): JsonObject {
  return { $defs: { input: moveReferences(withoutIdentity(document)) }, $ref: DOCUMENT + fragmentOf(pointerOfWay(document, schemaPointer)) };
}

/** Inside another document a base URI or dialect of its own would change what references mean. */
function withoutIdentity(document: JsonObject | boolean): JsonObject | boolean {
  if (typeof document === 'boolean') return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== '$id' && name !== '$schema'));
}

/** A JSON Pointer as a URI fragment (RFC 6901 §6). */
function fragmentOf(pointer: string): string {
  return pointer.split('/').map(encodeURIComponent).join('/');
}

/** Lists of data, in which nothing is a reference. A property may have such a name too; its schema is an object. */
const DATA_KEYWORDS = new Set(['enum', 'examples']);

function moveReferences(node: JsonValue): JsonValue {
  if (isJsonArray(node)) return node.map(moveReferences);
  if (!isJsonObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, member]) => {
      if (name === '$ref' && typeof member === 'string' && (member === '#' || member.startsWith('#/'))) return [name, DOCUMENT + member.slice(1)];
      return [name, DATA_KEYWORDS.has(name) && isJsonArray(member) ? member : moveReferences(member)];
    }),
  );
}
