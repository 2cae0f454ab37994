import type { TaskState } from '#shared/core/asl/model.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { EffectKind } from '#shared/core/protocol/message.ts';
import { envelopeContent } from '#shared/core/tier/envelope.ts';

/** Methods whose repetition has the effect of one request (RFC 9110 §9.2.2). */
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/**
 * How often the effect of a task may happen that is no function, read from the runner's own program. A process may do anything, so it is begun once; a script
 * computes. An HTTP request may be repeated by its method, or when its definition gives it the header `Idempotency-Key`.
 */
export function taskEffect({ Resource, Arguments }: Pick<TaskState, 'Resource' | 'Arguments'>): EffectKind {
  if (Resource === 'uwf:run-shell' || Resource === 'uwf:run-container') return 'opaque';
  if (Resource !== 'uwf:http') return 'idempotent';
  const request = envelopeContent(Arguments) ?? Arguments;
  return hasIdempotentMethod(request) || hasIdempotencyKey(request) ? 'idempotent' : 'opaque';
}

/** False for a method that is only known at run time. */
function hasIdempotentMethod(request: JsonValue | undefined): boolean {
  const method = isJsonObject(request) ? request['method'] : undefined;
  return typeof method === 'string' && IDEMPOTENT_METHODS.has(method.toUpperCase());
}

function hasIdempotencyKey(request: JsonValue | undefined): boolean {
  const headers = isJsonObject(request) ? request['headers'] : undefined;
  return isJsonObject(headers) && Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key');
}
