import type { CatalogueEntry } from '../../definition/catalogue-entry.ts';
import type { CallFunctionTask, TaskNode } from '../../definition/model.ts';
import { compareVersions } from '../../definition/identity.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { namesInOrder } from './names.ts';

/** What a `call` means: a function of the target's catalogue, or a task of `use.functions` to be put in its place. */
export type ResolvedCall = { readonly kind: 'catalogue'; readonly entry: CatalogueEntry } | { readonly kind: 'inline'; readonly task: TaskNode };

/** The name by which the target's own catalogue is called (DSL "Catalogs"). */
const DEFAULT_CATALOGUE = 'default';

interface KnownFunctions {
  readonly functions: ReadonlyMap<string, TaskNode>;
  /** `use.catalogs`: their functions were put beneath `use.functions` when the document was read. */
  readonly catalogs?: ReadonlyMap<string, unknown>;
  readonly catalogue: readonly CatalogueEntry[];
}

/** Finds what `call: name[:version[@catalogue]]` means. A function of `use.functions` goes before one of the catalogue. */
export function resolveCall(task: CallFunctionTask, known: KnownFunctions): Result<ResolvedCall, Diagnostic> {
  const local = known.functions.get(task.call);
  if (local !== undefined) return succeed({ kind: 'inline', task: local });
  const reference = parseReference(task.call);
  const pointer = appendPointer(task.pointer, 'call');
  if (reference.catalogue !== undefined && reference.catalogue !== DEFAULT_CATALOGUE) {
    return fail(diagnosticError('UWF-2022', pointer, `There is no catalogue '${reference.catalogue}'. ${namesInOrder('Known', [DEFAULT_CATALOGUE, ...(known.catalogs?.keys() ?? [])])}`));
  }
  const versions = known.catalogue.filter((entry) => entry.name === reference.name).sort((left, right) => compareVersions(right.version, left.version));
  const [highest] = versions;
  if (highest === undefined) return fail(diagnosticError('UWF-2020', pointer, unknownMessage(reference.name, known)));
  const entry = reference.version === undefined ? highest : versions.find((candidate) => candidate.version === reference.version);
  if (entry !== undefined) return succeed({ kind: 'catalogue', entry });
  const offered = versions.map((candidate) => candidate.version).join(', ');
  return fail(diagnosticError('UWF-2021', pointer, `There is no version '${reference.version ?? ''}' of function '${reference.name}'. Versions: ${offered}.`));
}

interface FunctionReference {
  readonly name: string;
  readonly version?: string;
  readonly catalogue?: string;
}

function parseReference(text: string): FunctionReference {
  const [target = '', catalogue] = splitOnce(text, '@');
  const [name = '', version] = splitOnce(target, ':');
  return { name, ...(version === undefined ? {} : { version }), ...(catalogue === undefined ? {} : { catalogue }) };
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const index = text.indexOf(separator);
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function unknownMessage(name: string, known: KnownFunctions): string {
  const catalogue = known.catalogue.map((entry) => `${entry.name}:${entry.version}`);
  return `There is no function '${name}'. ${namesInOrder('use.functions', known.functions.keys())} ${namesInOrder('Catalogue', catalogue)}`;
}
