import type { CompileOutcome, CompileRequest } from '#shared/core/compiler/model.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import type { ResourceFetcher, ResourceProblem } from '#shared/ports/resource-fetcher.ts';

/** How often documents may name further documents: a function of a catalogue that calls another one. */
export const RESOURCE_ROUNDS_MAX = 8;

/** Documents outside of one definition. */
export const RESOURCES_MAX = 64;

/** Characters of all documents outside of one definition. */
export const RESOURCE_CHARACTERS_MAX = 4_194_304;

/** What a definition became, and the texts that it became it from. */
export interface PinnedCompilation {
  readonly outcome: CompileOutcome;
  /** Everything that was given and fetched, by URI. */
  readonly resources: ReadonlyMap<string, string>;
}

/** The compiler is most of every program that has it, and most calls of those compile nothing: it is loaded with the first definition. */
async function loadCompiler() {
  const [{ compileDefinition }, { missingResource }] = await Promise.all([import('#shared/core/compiler/compile.ts'), import('#shared/core/compiler/pin/pin-document.ts')]);
  return { compileDefinition, missingResource };
}

type MissingResource = Awaited<ReturnType<typeof loadCompiler>>['missingResource'];

/**
 * Compiles a definition and fetches the outside documents that it needs, under the rules of the fetcher, until nothing is missing or nothing more
 * can be had. Each document is fetched once. A document that cannot be had is a finding (UWF-2023) at the places that name it, with the reason.
 * Without a fetcher this is the compilation alone.
 */
export async function compileWithResources(fetcher: ResourceFetcher | undefined, request: CompileRequest): Promise<PinnedCompilation> {
  const { compileDefinition, missingResource } = await loadCompiler();
  const resources = new Map(request.resources);
  const problems = new Map<string, ResourceProblem | 'too-many'>();
  let outcome = compileDefinition({ ...request, resources });
  for (let round = 0; fetcher !== undefined && round < RESOURCE_ROUNDS_MAX; round += 1) {
    const missing = needsOf(outcome).filter((uri) => !problems.has(uri));
    if (missing.length === 0) break;
    for (const uri of missing) await fetchOne(fetcher, uri, { resources, problems });
    outcome = compileDefinition({ ...request, resources });
  }
  return { outcome: withReasons(outcome, problems, missingResource), resources };
}

/**
 * The documents that a program's own source still needs to become the same program again: functions, schemas and scripts are part of the
 * source by then.
 */
export async function resourcesOfSource(request: CompileRequest, resources: ReadonlyMap<string, string>): Promise<{ readonly [uri: string]: string }> {
  if (resources.size === 0) return {};
  const { compileDefinition } = await loadCompiler();
  const needs = new Set(needsOf(compileDefinition({ ...request, resources: new Map() })));
  return Object.fromEntries([...resources].filter(([uri]) => needs.has(uri)));
}

interface Found {
  readonly resources: Map<string, string>;
  readonly problems: Map<string, ResourceProblem | 'too-many'>;
}

async function fetchOne(fetcher: ResourceFetcher, uri: string, { resources, problems }: Found): Promise<void> {
  const held = [...resources.values()].reduce((total, text) => total + text.length, 0);
  const text = resources.size < RESOURCES_MAX ? await fetcher.fetch({ uri }) : undefined;
  if (text === undefined || (text.ok && held + text.value.length > RESOURCE_CHARACTERS_MAX)) problems.set(uri, 'too-many');
  else if (text.ok) resources.set(uri, text.value);
  else problems.set(uri, text.error);
}

function needsOf(outcome: CompileOutcome): readonly string[] {
  return outcome.accepted ? [] : (outcome.needs ?? []);
}

const REASONS: { readonly [problem in ResourceProblem | 'too-many']: string } = {
  refused: 'its address is not one that may be read here',
  unreachable: 'there is no answer from there',
  missing: 'it is not there',
  'too-large': 'it is too large',
  'not-text': 'it is not text in UTF-8',
  'too-many': 'the definition needs too much from outside',
};

function withReasons(outcome: CompileOutcome, problems: Found['problems'], missingResource: MissingResource): CompileOutcome {
  return problems.size === 0 ? outcome : { ...outcome, diagnostics: outcome.diagnostics.map((diagnostic) => withReason(diagnostic, problems, missingResource)) };
}

/** A finding of a missing document is recognised by what the compiler says of it. */
function withReason(diagnostic: Diagnostic, problems: Found['problems'], missingResource: MissingResource): Diagnostic {
  for (const [uri, problem] of problems) {
    const { code, message } = missingResource(uri, diagnostic.pointer);
    if (diagnostic.code === code && diagnostic.message === message) return { ...diagnostic, message: `The document at ${uri} cannot be had: ${REASONS[problem]}.` };
  }
  return diagnostic;
}
