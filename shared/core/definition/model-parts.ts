import type { JsonObject, JsonValue } from '../kernel/json.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Tier, Zone } from '../tier/tier.ts';

/** A JSON Schema as the author wrote it (`schema.document`), with `x-tier` and `x-transient`. */
export interface SchemaSpec {
  readonly pointer: string;
  /** For a schema that stands elsewhere: `true` until the resource has been put in its place. */
  readonly document: JsonObject | boolean;
  /** `schema.resource`: where the schema stands. */
  readonly resource?: ExternalResource;
}

/** A document outside of the definition; it is fetched and pinned when the definition is compiled, never at run time. */
export interface ExternalResource {
  readonly pointer: string;
  readonly name?: string;
  /** A URI without expressions. */
  readonly uri: string;
  readonly authentication?: AuthenticationSpec;
}

/** A template: JSON in which a string that is wholly `${ … }` is an expression. `pointer` is where it stands. */
export interface Template {
  readonly pointer: string;
  readonly value: JsonValue;
}

/** `input` of a workflow or task. */
export interface DataInput {
  readonly schema?: SchemaSpec;
  /** A string is an expression with or without `${ }`; an object is a template. */
  readonly from?: Template;
}

/** `output` and `export` of a workflow or task. */
export interface DataOutput {
  readonly schema?: SchemaSpec;
  /** A string is an expression with or without `${ }`; an object is a template. */
  readonly as?: Template;
}

/** An expression field (`if`, `when`): text without its `${ }`. */
export interface ExpressionSpec {
  readonly pointer: string;
  readonly text: string;
}

/** `then`: where the flow goes on after a task. */
export type FlowDirective = { readonly kind: 'continue' | 'exit' | 'end' } | { readonly kind: 'task'; readonly name: string; readonly pointer: string };

/** Our own additions on a task: `metadata.uwf`. */
export interface TaskMetadata {
  readonly zone?: { readonly value: Zone; readonly pointer: string };
  readonly declassify: readonly Declassification[];
  readonly priority?: TaskPriority;
  /** On a `fork`: what exports of the branches do to `$context` after it (mapping §5.4). Absent: nothing. */
  readonly context?: 'merge';
}

/** `metadata.uwf.priority`: which topic a work item takes. */
export type TaskPriority = Priority;

/** How a release is bounded; the compiler checks the bound from the schema. */
export type DeclassificationMethod = 'enum' | 'boolean' | 'range' | 'masked' | 'aggregate' | 'token';

/** The only way down from Tier 1. `path` is a JSON Pointer rooted at the raw task result. */
export interface Declassification {
  readonly pointer: string;
  readonly path: string;
  readonly to: Tier;
  readonly purpose: string;
  readonly method: DeclassificationMethod;
  /** RFC 3339 date-time or full-date after which the release is no longer allowed. */
  readonly expires?: string;
}

/** How a request says who it is: the name of one of `use.authentications`, a secret that holds the properties, or the properties themselves. */
export type AuthenticationSpec =
  | { readonly kind: 'reference'; readonly name: string; readonly pointer: string }
  | { readonly kind: 'secret'; readonly scheme: AuthenticationScheme; readonly secret: string; readonly pointer: string }
  | { readonly kind: 'policy'; readonly scheme: AuthenticationScheme; readonly properties: Template };

/** Schemes of DSL "Authentication"; `certificate` is refused by name (UWF-1075). */
export type AuthenticationScheme = 'basic' | 'bearer' | 'digest' | 'oauth2' | 'oidc';

/** Which errors a `catch` takes: every property given must be equal. */
export interface ErrorFilter {
  readonly pointer: string;
  readonly type?: string;
  readonly status?: number;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
}

/** A retry policy, or the name of one of `use.retries`. */
export type RetrySpec = { readonly kind: 'reference'; readonly name: string; readonly pointer: string } | { readonly kind: 'policy'; readonly policy: RetryPolicy };

/** When and how often a `try` list is repeated. */
export interface RetryPolicy {
  readonly pointer: string;
  readonly when?: ExpressionSpec;
  readonly exceptWhen?: ExpressionSpec;
  readonly delay?: DurationSpec;
  readonly backoff: 'constant' | 'exponential' | 'linear';
  readonly attemptCount?: number;
  readonly attemptDuration?: DurationSpec;
  readonly totalDuration?: DurationSpec;
  readonly jitter?: { readonly from: DurationSpec; readonly to: DurationSpec };
}

/** An error to raise (RFC 9457 shape). `type` and `status` are static; `title` and `detail` may be `${ … }`. */
export interface ErrorSpec {
  readonly pointer: string;
  readonly type: string;
  readonly status: number;
  readonly instance?: string;
  readonly title?: Template;
  readonly detail?: Template;
}

/** What of an event is read: its data, the whole event, or its data as it came. */
export type EventReading = 'data' | 'envelope' | 'raw';

/** A length of time: milliseconds when static, else an expression that yields an ISO 8601 duration. */
export type DurationSpec = { readonly kind: 'milliseconds'; readonly pointer: string; readonly value: number } | { readonly kind: 'expression'; readonly pointer: string; readonly text: string };

/** A timeout, or the name of one of `use.timeouts`. */
export type TimeoutSpec = { readonly kind: 'reference'; readonly name: string; readonly pointer: string } | { readonly kind: 'after'; readonly duration: DurationSpec };
