import { isJsonObject, type JsonValue } from '../kernel/json.ts';
import { ERROR_NAMES, STANDARD_ERROR_TYPE_BASE, type DomainError } from './error-names.ts';

/** `<type>#<status>`, see `domainErrorName`. */
const DOMAIN_ERROR_NAME = /^(.+)#(\d{3})$/s;

/** How an execution or an attempt failed, as ASL tells it. */
interface AslFailure {
  readonly error?: string;
  readonly cause?: string;
}

/**
 * The error object of the DSL (RFC 9457) that `Error` and `Cause` stand for (mapping §4.6, §5.6): the inverse of `domainFailure` for
 * errors of the DSL, and the nearest standard type for those of the runtime. Total: a `Cause` of another form becomes `detail`.
 */
export function decodeFailure({ error = '', cause }: AslFailure): DomainError {
  const detail = cause === undefined || cause === '' ? {} : { detail: cause };
  const [, type, status] = DOMAIN_ERROR_NAME.exec(error) ?? [];
  if (type !== undefined && status !== undefined) return toldError(cause) ?? { type, status: Number(status), ...detail };
  switch (error) {
    case ERROR_NAMES.timeout:
    case ERROR_NAMES.heartbeatTimeout:
      return { type: `${STANDARD_ERROR_TYPE_BASE}timeout`, status: 408, title: 'Timeout' };
    case ERROR_NAMES.queryEvaluation:
      return { type: `${STANDARD_ERROR_TYPE_BASE}expression`, status: 400, title: 'Expression error', ...detail };
    default:
      return { type: `${STANDARD_ERROR_TYPE_BASE}runtime`, status: 500, ...(error === '' ? {} : { title: error }), ...detail };
  }
}

/** The error object that a `Cause` holds; undefined when it holds something else. Members of other forms are left out. */
function toldError(cause: string | undefined): DomainError | undefined {
  const told = parseJson(cause);
  if (told === undefined || !isJsonObject(told)) return undefined;
  const { type, status } = told;
  if (typeof type !== 'string' || typeof status !== 'number') return undefined;
  const texts = (['title', 'detail', 'instance'] as const).flatMap((member) => {
    const text = told[member];
    return typeof text === 'string' ? [[member, text]] : [];
  });
  return { type, status, ...Object.fromEntries(texts) };
}

function parseJson(text: string | undefined): JsonValue | undefined {
  if (text === undefined) return undefined;
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
