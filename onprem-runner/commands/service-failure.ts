import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
// Not by the front door: that would load the whole client before any command has begun.
import { WorkflowInputError, WorkflowServiceError, WorkflowWaitTimeoutError, type InputFinding } from '#shared/client/errors.ts';
import { operationErrorCatalogue } from '#shared/core/kernel/error-catalogue.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { CommandError, commandErrorCatalogue, type CommandErrorCode } from '../output/command-error.ts';

/** A failure in the form in which every command tells it, and how the command ends. */
export interface ToldFailure {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly wayOut: string;
  readonly findings: readonly InputFinding[];
  /** By which the log of the service knows the request. */
  readonly requestId?: string;
  readonly exitCode: ExitCode;
}

/** What is known of a failure that has an explanation; undefined for a fault of ours. */
export function failureOf(error: unknown): ToldFailure | undefined {
  if (error instanceof CommandError) return commandFailure(error.code, error.message);
  if (error instanceof UwfError) return { code: error.code, title: error.entry.title, detail: error.message, wayOut: error.entry.wayOut, findings: [], exitCode: exitCodeOfFailure({ code: error.code, status: error.entry.status }) };
  if (error instanceof WorkflowInputError) return inputFailure(error);
  if (error instanceof WorkflowWaitTimeoutError) return commandFailure('UWF-6005', error.message);
  return error instanceof WorkflowServiceError ? serviceFailure(error) : undefined;
}

function commandFailure(code: CommandErrorCode, detail: string): ToldFailure {
  const { title, wayOut, exitCode } = commandErrorCatalogue[code];
  return { code, title, detail, wayOut, findings: [], exitCode };
}

function inputFailure({ code, findings }: WorkflowInputError): ToldFailure {
  const { title, wayOut, status } = operationErrorCatalogue[code];
  return { code, title, detail: '', wayOut, findings, exitCode: exitCodeOfFailure({ code, status }) };
}

/** The problem document of the service (RFC 9457), or that there was none. */
function serviceFailure(error: WorkflowServiceError): ToldFailure {
  if (error.status === 0) return commandFailure('UWF-6004', error.message);
  const problem = error.problem ?? {};
  return {
    code: error.code === 'unexpected' ? `HTTP ${error.status}` : error.code,
    title: textOf(problem, 'title') ?? 'The answer is not one of this system',
    detail: textOf(problem, 'detail') ?? '',
    wayOut: textOf(problem, 'wayOut') ?? 'Check that the address is that of the API.',
    findings: [problem['errors'], problem['diagnostics']].flatMap((list) => (isJsonArray(list) ? list.flatMap(findingOf) : [])),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    exitCode: exitCodeOfFailure(error),
  };
}

function findingOf(value: JsonValue): readonly InputFinding[] {
  return isJsonObject(value) ? [{ pointer: textOf(value, 'pointer') ?? '', message: textOf(value, 'message') ?? '' }] : [];
}

function textOf(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' ? value : undefined;
}

const EXIT_CODE_BY_CODE: ReadonlyMap<string, ExitCode> = new Map([
  ['UWF-4221', EXIT_CODES.refused],
  ['UWF-4224', EXIT_CODES.refused],
  ['UWF-4225', EXIT_CODES.refused],
  ['UWF-4097', EXIT_CODES.refused],
  ['UWF-4227', EXIT_CODES.refused],
  ['UWF-4228', EXIT_CODES.refused],
  ['UWF-4229', EXIT_CODES.refused],
  ['UWF-5005', EXIT_CODES.usage],
]);
const EXIT_CODE_BY_STATUS: ReadonlyMap<number, ExitCode> = new Map([
  [400, EXIT_CODES.usage],
  [401, EXIT_CODES.auth],
  [403, EXIT_CODES.auth],
  [404, EXIT_CODES.notFound],
  [413, EXIT_CODES.usage],
  [415, EXIT_CODES.usage],
  [422, EXIT_CODES.usage],
]);

/** How a command ends when an operation fails, here or behind the API. */
export function exitCodeOfFailure(failure: { readonly code: string; readonly status: number }): ExitCode {
  return EXIT_CODE_BY_CODE.get(failure.code) ?? EXIT_CODE_BY_STATUS.get(failure.status) ?? EXIT_CODES.failed;
}
