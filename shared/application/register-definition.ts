import type { CompiledProgram, CompileOutcome, CompileRequest } from '#shared/core/compiler/model.ts';
import { foreignTasks } from '#shared/core/tier/foreign-tasks.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { subjectOf } from '#shared/core/protocol/manifest.ts';
import type { PinnedParts, StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { compileWithResources, resourcesOfSource } from './compile-with-resources.ts';
import { revisionOf } from './definition-revision.ts';
import type { EnginePorts } from './engine-ports.ts';

/** A definition to register, with everything its compilation depends on. */
export interface RegisterRequest extends CompileRequest {
  /** `sub` of the token. */
  readonly registeredBy: string;
  /** Sent with a run, not registered by name. */
  readonly inline?: boolean;
}

/** Either the registered definition, with what the compiler warns of, or why it is not registered. */
export type RegisterOutcome =
  | { readonly ok: true; readonly stored: StoredDefinition; readonly outcome: 'stored' | 'unchanged'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly reason: Extract<CompileOutcome, { accepted: false }>['reason']; readonly diagnostics: readonly Diagnostic[] };

type RegisterPorts = Pick<EnginePorts, 'clock' | 'digest' | 'definitionStore' | 'resourceFetcher' | 'schedules' | 'manifests' | 'announcer'> & {
  readonly programs: ProgramCheck;
  readonly runtime?: Pick<Runtime, 'check' | 'publish'>;
};

/** True when another zone has to know the definition, because it carries out some of its tasks. */
export function hasForeignTasks({ placement }: Pick<CompiledProgram, 'placement'>): boolean {
  return foreignTasks(placement).length > 0;
}

/** Takes programs that will be executed, and says which cannot be. Absent: the runtime says so. */
export interface ProgramCheck {
  /** Errors: `UWF-4222`. */
  keep?(stored: StoredDefinition): unknown;
}

interface Compiled {
  readonly program: CompiledProgram;
  readonly resources: ReadonlyMap<string, string>;
  readonly manifest: string | undefined;
}

/** What of the request the program's own source does not say. */
async function pinnedParts(request: CompileRequest, { program, resources, manifest }: Compiled): Promise<{ readonly pinned?: PinnedParts }> {
  const { optimisation } = request;
  const texts = await resourcesOfSource({ ...request, text: JSON.stringify(program.source) }, resources);
  const pinned = { ...(Object.keys(texts).length === 0 ? {} : { resources: texts }), ...(optimisation === undefined ? {} : { optimisation }), ...(manifest === undefined ? {} : { manifest }) };
  return Object.keys(pinned).length === 0 ? {} : { pinned };
}

/**
 * Compiles a definition and registers it under its revision, together with the texts of the outside documents that it was compiled from: they are
 * fetched once, under the rules of the fetcher. Tells the other zone when some of its tasks run there, which compiles it again itself, from the
 * same texts. A released version carries a signed manifest. Idempotent. Errors: `UWF-4090` (the version exists with other content), `UWF-4222` (this
 * engine cannot execute the program), `UWF-5001`, `UWF-5002`, `UWF-5007`.
 */
export async function registerDefinition(ports: RegisterPorts, request: RegisterRequest): Promise<RegisterOutcome> {
  const { registeredBy, inline = false, ...compilation } = request;
  const { outcome: compiled, resources } = await compileWithResources(ports.resourceFetcher, compilation);
  if (!compiled.accepted) return { ok: false, reason: compiled.reason, diagnostics: compiled.diagnostics };
  const { program, diagnostics } = compiled;
  const revision = revisionOf(ports.digest, program);
  const manifest = await ports.manifests?.sign({ subject: subjectOf(program, revision), releasedBy: registeredBy, at: ports.clock.now() });
  const pinned = await pinnedParts(compilation, { program, resources, manifest });
  const stored: StoredDefinition = { identity: program.identity, revision, program, ...pinned, registeredAt: ports.clock.now(), registeredBy, inline };
  await ports.programs.keep?.(stored);
  ports.runtime?.check?.({ stored });
  const outcome = await ports.definitionStore.put({ stored });
  if (outcome === 'conflict') throw new UwfError('UWF-4090');
  const known = (await ports.definitionStore.findByRevision({ revision })) ?? stored;
  await ports.runtime?.publish({ stored: known });
  // Told again with every registration: the first notice may have been lost with its process, or refused before the other zone had the handlers for it.
  if (hasForeignTasks(program)) await ports.announcer?.announce({ stored: known });
  const scheduled = inline ? [] : ((await ports.schedules?.follow(stored)) ?? []);
  return { ok: true, stored: known, outcome, diagnostics: [...diagnostics, ...scheduled] };
}
