import type { TaskState, UwfResource } from '../../asl/model.ts';
import { expressionOf } from '../../asl/model.ts';
import { compareVersions } from '../../definition/identity.ts';
import type { CatalogueEntry } from '../../definition/catalogue-entry.ts';
import { isJsonObject, type JsonValue } from '../../kernel/json.ts';

/** What the `Resource` of a Task that a user brings along means for us. */
export type ResourceMeaning =
  /** A resource of the system itself. */
  | { readonly kind: 'own' }
  /** A function of the catalogue; `invoke` when it is called through `lambda:invoke`, which wraps what goes in and comes out. */
  | { readonly kind: 'function'; readonly entry: CatalogueEntry; readonly through: 'arn' | 'invoke' }
  /** A function that the catalogue does not have, or whose name is not written out. */
  | { readonly kind: 'unknown-function'; readonly name?: string }
  /** Something that only Step Functions can do. */
  | { readonly kind: 'service' };

const OWN: { readonly [resource in UwfResource]: true } = {
  'uwf:http': true,
  'uwf:evaluate': true,
  'uwf:validate': true,
  'uwf:emit': true,
  'uwf:listen': true,
  'uwf:subscribe': true,
  'uwf:next-event': true,
  'uwf:unsubscribe': true,
  'uwf:run-workflow': true,
  'uwf:run-script': true,
  'uwf:run-shell': true,
  'uwf:run-container': true,
  'uwf:grpc': true,
  'uwf:asyncapi': true,
  'uwf:a2a': true,
  'uwf:mcp': true,
};

const FUNCTION_RESOURCE = /^uwf:function:([^:]+):([^:]+)$/u;
const LAMBDA_ARN = /^arn:aws[a-z-]*:lambda:[^:]*:[^:]*:function:([^:]+)(?::[^:]+)?$/u;
const LAMBDA_INVOKE = /^arn:aws[a-z-]*:states:[^:]*:[^:]*:lambda:invoke$/u;

/** Says what a Task calls: by its `Resource`, and for `lambda:invoke` by its static `FunctionName`. */
export function meaningOf(state: TaskState, catalogue: readonly CatalogueEntry[]): ResourceMeaning {
  const { Resource: resource } = state;
  if (Object.hasOwn(OWN, resource)) return { kind: 'own' };
  const [, name, version] = FUNCTION_RESOURCE.exec(resource) ?? [];
  if (name !== undefined) return ofFunction({ name, ...(version === undefined ? {} : { version }) }, catalogue, 'arn');
  const arn = LAMBDA_ARN.exec(resource)?.[1];
  if (arn !== undefined) return ofFunction({ name: arn }, catalogue, 'arn');
  return LAMBDA_INVOKE.test(resource) ? invoked(state, catalogue) : { kind: 'service' };
}

function invoked(state: TaskState, catalogue: readonly CatalogueEntry[]): ResourceMeaning {
  const name = functionNameOf(state.Arguments ?? state.Parameters);
  return name === undefined ? { kind: 'unknown-function' } : ofFunction({ name }, catalogue, 'invoke');
}

/** `FunctionName` of `lambda:invoke`: a name, a name with a qualifier, or an ARN; undefined when it is not written out. */
function functionNameOf(given: JsonValue | undefined): string | undefined {
  const name = isJsonObject(given) ? given['FunctionName'] : undefined;
  if (typeof name !== 'string' || expressionOf(name) !== undefined) return undefined;
  return LAMBDA_ARN.exec(name)?.[1] ?? /^([^:]+)(?::[^:]+)?$/u.exec(name)?.[1];
}

function ofFunction(wanted: { readonly name: string; readonly version?: string }, catalogue: readonly CatalogueEntry[], through: 'arn' | 'invoke'): ResourceMeaning {
  const versions = catalogue.filter((entry) => entry.name === wanted.name).sort((left, right) => compareVersions(right.version, left.version));
  const entry = wanted.version === undefined ? versions[0] : versions.find((one) => one.version === wanted.version);
  return entry === undefined ? { kind: 'unknown-function', name: wanted.name } : { kind: 'function', entry, through };
}
