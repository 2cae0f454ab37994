/**
 * Names under which a workflow's own failures appear in `Error`, `ErrorEquals` and history.
 * `States.*` are AWS's; `Uwf.*` are ours. A domain error of the DSL is named `<type>#<status>`, see {@link domainErrorName}.
 */
export const ERROR_NAMES = {
  all: 'States.ALL',
  taskFailed: 'States.TaskFailed',
  timeout: 'States.Timeout',
  heartbeatTimeout: 'States.HeartbeatTimeout',
  queryEvaluation: 'States.QueryEvaluationError',
  noChoiceMatched: 'States.NoChoiceMatched',
  dataLimitExceeded: 'States.DataLimitExceeded',
  runtime: 'States.Runtime',
  /** More iterations of a Map failed than it tolerates. */
  toleratedFailuresExceeded: 'States.ExceedToleratedFailureThreshold',
  /** The items of a distributed Map could not be read. */
  itemReaderFailed: 'States.ItemReaderFailed',
  /** The results of a distributed Map could not be written. */
  resultWriterFailed: 'States.ResultWriterFailed',
  intrinsicFailure: 'States.IntrinsicFailure',
  resultPathMatch: 'States.ResultPathMatchFailure',
  referencePathConflict: 'States.ReferencePathConflict',
  /** A sealed value does not open, it or a token is not meant for this place, or the plain value breaks the schema. */
  invalidSealedInput: 'Uwf.InvalidSealedInput',
  /** The vault knows no value for a token any more: it never was one of this tenant, or its value was erased. */
  unknownToken: 'Uwf.UnknownToken',
  /** The arguments of a function break its input schema. */
  invalidArguments: 'Uwf.InvalidArguments',
  /** A result may not leave the zone: it breaks its schema or the bound of a declassification. */
  egressBlocked: 'Uwf.EgressBlocked',
  /** A handler threw something outside of its closed catalogue. */
  handlerFailed: 'Uwf.HandlerFailed',
  /** No runner knows the function, or the work item's definition is unknown there. */
  unknownFunction: 'Uwf.UnknownFunction',
  /** An attempt whose effect must not happen twice may have begun before its runner was lost; a person or a reconciler settles it. */
  inDoubt: 'Uwf.InDoubt',
  /** The execution took more transitions in one turn than any terminating workflow needs. */
  transitionLimit: 'Uwf.TransitionLimit',
} as const;

/** Base URI of the DSL's standard error types. */
export const STANDARD_ERROR_TYPE_BASE = 'https://open-workflow-specification.org/spec/1.0.0/errors/';

/** Type of an error that a handler declares in its closed catalogue. */
export function handlerErrorType(code: string): string {
  return `urn:uwf:error:${code}`;
}

/** ASL error name of a DSL error: `<type>#<status>`. */
export function domainErrorName(type: string, status: number): string {
  return `${type}#${status}`;
}

/** The DSL's error object (RFC 9457): what `Cause` holds as compact JSON and what a `catch` variable shows. */
export interface DomainError {
  readonly type: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
}
