import type { JsonObject, JsonValue } from '../kernel/json.ts';
import type { Tier, Zone } from '../tier/tier.ts';

/**
 * The typed form of a partner's document (Serverless Workflow DSL 1.0.x): what `normalise` makes of checked JSON.
 * Every node carries the JSON Pointer of its source. References (functions, errors, retries, timeouts) are still names here.
 */
export interface Definition {
  readonly identity: DefinitionIdentity;
  readonly title?: string;
  readonly summary?: string;
  readonly language: ExpressionLanguage;
  readonly input: DataInput;
  readonly output: DataOutput;
  readonly timeout?: TimeoutSpec;
  readonly use: ReusableComponents;
  readonly tasks: readonly TaskNode[];
  readonly metadata: DefinitionMetadata;
  /** The whole document as JSON, for `$workflow.definition` and digests. */
  readonly source: JsonObject;
}

/** What a definition is known by; versions never change once published. */
export interface DefinitionIdentity {
  readonly namespace: string;
  readonly name: string;
  /** Semantic version, written by the author. */
  readonly version: string;
}

/** `evaluate.language`; jq is the default of the DSL. */
export type ExpressionLanguage = 'jsonata' | 'jq';

/** Our own additions on the document: `metadata.uwf`. */
export interface DefinitionMetadata {
  /** Tier of what no schema annotates; 2 unless the author says otherwise. */
  readonly defaultTier?: Tier;
}

/** A JSON Schema as the author wrote it (`schema.document`), with `x-tier` and `x-transient`. */
export interface SchemaSpec {
  readonly pointer: string;
  readonly document: JsonObject | boolean;
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

/** What every task has, whatever it does. */
export interface TaskBase {
  readonly name: string;
  /** JSON Pointer of the task: `/do/0/store`. */
  readonly pointer: string;
  readonly if?: ExpressionSpec;
  readonly input: DataInput;
  readonly output: DataOutput;
  readonly export: DataOutput;
  readonly timeout?: TimeoutSpec;
  readonly then: FlowDirective;
  readonly metadata: TaskMetadata;
}

/** Our own additions on a task: `metadata.uwf`. */
export interface TaskMetadata {
  readonly zone?: { readonly value: Zone; readonly pointer: string };
  readonly declassify: readonly Declassification[];
  readonly priority?: TaskPriority;
}

/** `metadata.uwf.priority`: which topic a work item takes. */
export type TaskPriority = 'critical' | 'high' | 'normal' | 'low';

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

/** `set`: the output is exactly the template's value. */
export interface SetTask extends TaskBase {
  readonly kind: 'set';
  readonly set: Template;
}

/** One case of a `switch`, in order. */
export interface SwitchCase {
  readonly name: string;
  readonly pointer: string;
  /** Absent on the default case. */
  readonly when?: ExpressionSpec;
  readonly then: FlowDirective;
}

/** `switch`: goes on at the first case that holds. */
export interface SwitchTask extends TaskBase {
  readonly kind: 'switch';
  readonly cases: readonly SwitchCase[];
}

/** `do`: a list of tasks in order. */
export interface DoTask extends TaskBase {
  readonly kind: 'do';
  readonly tasks: readonly TaskNode[];
}

/** `call` of a function: of the document, or of the catalogue. */
export interface CallFunctionTask extends TaskBase {
  readonly kind: 'call-function';
  /** As written after `call:`: a name of `use.functions` or `name[:version[@catalog]]` of the catalogue. */
  readonly call: string;
  readonly with: Template;
}

/** `call: http`. */
export interface CallHttpTask extends TaskBase {
  readonly kind: 'call-http';
  readonly http: HttpCall;
}

/** `with` of `call: http`. Every part is a template of its own, so that findings point at it. */
export interface HttpCall {
  readonly pointer: string;
  readonly method: string;
  /** A URI, a URI template (RFC 6570 level 1) or an expression. */
  readonly endpoint: Template;
  readonly headers?: Template;
  readonly query?: Template;
  readonly body?: Template;
  readonly output: 'content' | 'response' | 'raw';
  readonly redirect: boolean;
}

/** `try`: a list of tasks whose errors are caught. */
export interface TryTask extends TaskBase {
  readonly kind: 'try';
  readonly tasks: readonly TaskNode[];
  readonly catch: CatchSpec;
}

/** `catch`: which errors, how often again, and what then. */
export interface CatchSpec {
  readonly pointer: string;
  /** `errors.with`: every property given must be equal. Empty: every error. */
  readonly errors: ErrorFilter;
  /** Name of the error variable, without `$`; `error` unless given. */
  readonly as: string;
  readonly when?: ExpressionSpec;
  readonly exceptWhen?: ExpressionSpec;
  readonly retry?: RetrySpec;
  readonly tasks?: readonly TaskNode[];
  readonly then: FlowDirective;
}

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

/** `raise`: fails with an error of the author. */
export interface RaiseTask extends TaskBase {
  readonly kind: 'raise';
  readonly error: { readonly kind: 'reference'; readonly name: string; readonly pointer: string } | { readonly kind: 'error'; readonly error: ErrorSpec };
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

/** `wait`: lets a length of time pass. */
export interface WaitTask extends TaskBase {
  readonly kind: 'wait';
  readonly duration: DurationSpec;
}

/** A length of time: milliseconds when static, else an expression that yields an ISO 8601 duration. */
export type DurationSpec = { readonly kind: 'milliseconds'; readonly pointer: string; readonly value: number } | { readonly kind: 'expression'; readonly pointer: string; readonly text: string };

/** A timeout, or the name of one of `use.timeouts`. */
export type TimeoutSpec = { readonly kind: 'reference'; readonly name: string; readonly pointer: string } | { readonly kind: 'after'; readonly duration: DurationSpec };

/** Any task that this version takes. */
export type TaskNode = SetTask | SwitchTask | DoTask | CallFunctionTask | CallHttpTask | TryTask | RaiseTask | WaitTask;

/** `use`: what tasks refer to by name. */
export interface ReusableComponents {
  readonly errors: ReadonlyMap<string, ErrorSpec>;
  readonly retries: ReadonlyMap<string, RetryPolicy>;
  readonly timeouts: ReadonlyMap<string, DurationSpec>;
  readonly functions: ReadonlyMap<string, TaskNode>;
}
