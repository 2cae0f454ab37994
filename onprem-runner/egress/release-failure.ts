import { domainErrorName, ERROR_NAMES, handlerErrorType, STANDARD_ERROR_TYPE_BASE } from '#shared/core/asl/error-names.ts';
import { parseJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { Handler } from '../handlers/define-handler.ts';
import type { HandlerRegistry } from '../handlers/registry.ts';
import { handlerFailure, taskFailure, type TaskFailure } from '../tasks/task-result.ts';
import { CAUSE_CHARACTERS_MAX } from './limits.ts';

interface FailureRules {
  readonly handlers: HandlerRegistry;
  readonly isClean: (text: string) => boolean;
}

const OWN_NAMES: ReadonlySet<string> = new Set(Object.values(ERROR_NAMES));
const STANDARD_KINDS: ReadonlySet<string> = new Set(['configuration', 'validation', 'expression', 'authentication', 'authorization', 'timeout', 'communication', 'runtime']);
const RESOURCE = /^uwf:function:([^:]+):([^:]+)$/u;

/**
 * A failure as it leaves: its name is one of ours, a standard one, or one that the handler declares. The cause of a declared one is made anew from the
 * catalogue, every other one is a sentence of ours, and is looked at again. Anything else is `Uwf.HandlerFailed`.
 */
export function releaseFailure(rules: FailureRules, failure: TaskFailure, resource: string): TaskFailure {
  if (OWN_NAMES.has(failure.error)) return { ...failure, cause: cleanCause(rules, failure.cause) };
  if (isStandard(failure.error)) return { ...failure, cause: standardCause(rules, failure) };
  const handler = handlerOf(rules.handlers, resource);
  const declared = handler === undefined ? undefined : declaredFailure(handler, failure.error);
  return declared ?? taskFailure(ERROR_NAMES.handlerFailed, 'the function failed with something outside of its catalogue of errors');
}

function cleanCause({ isClean }: FailureRules, cause: string): string {
  return cause.length <= CAUSE_CHARACTERS_MAX && isClean(cause) ? cause : '';
}

function isStandard(error: string): boolean {
  const [, kind, status] = /^(.*)#(\d{3})$/u.exec(error.startsWith(STANDARD_ERROR_TYPE_BASE) ? error.slice(STANDARD_ERROR_TYPE_BASE.length) : '') ?? [];
  return kind !== undefined && status !== undefined && STANDARD_KINDS.has(kind);
}

/** The members of the DSL's error object, as far as they are clean; whatever else somebody put there stays. */
function standardCause(rules: FailureRules, { error, cause }: TaskFailure): string {
  const given = parseJsonObject(cause);
  const [type, status] = [error.slice(0, error.lastIndexOf('#')), Number(error.slice(error.lastIndexOf('#') + 1))];
  const texts = ['title', 'detail'].flatMap((name) => {
    const text = cleanText(rules, given?.[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return JSON.stringify({ type, status, ...Object.fromEntries(texts) });
}

function cleanText(rules: FailureRules, text: JsonValue | undefined): string | undefined {
  return typeof text === 'string' && cleanCause(rules, text) !== '' ? text : undefined;
}

function handlerOf(handlers: HandlerRegistry, resource: string): Handler | undefined {
  const [, name, version] = RESOURCE.exec(resource) ?? [];
  return name === undefined || version === undefined ? undefined : handlers.find(name, version);
}

function declaredFailure(handler: Handler, error: string): TaskFailure | undefined {
  const found = Object.entries(handler.errors).find(([code, { status }]) => domainErrorName(handlerErrorType(code), status) === error);
  return found === undefined ? undefined : handlerFailure(...found);
}
