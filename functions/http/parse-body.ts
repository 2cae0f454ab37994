import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import { BODY_BYTES_MAX } from '../limits.ts';
import type { BodySpec, ParsedBody } from '../operations/operation.ts';
import type { ApiRequest } from './api-request.ts';
import { decodeUtf8, parseJsonText } from './json-text.ts';
import { problemError } from './problem-details.ts';

const JSON_TYPE = 'application/json';

/**
 * Parses a request body by its media type. A body that the operation does not take is not looked at.
 * Errors: `UWF-4130` too large, `UWF-4150` media type, `UWF-4001` not JSON or not UTF-8, `UWF-4000` not as the operation takes it.
 */
export function parseBody(request: ApiRequest, spec: BodySpec | undefined, validator: SchemaValidator): ParsedBody {
  if (request.body.kind === 'too-large' || request.body.bytes.length > BODY_BYTES_MAX) throw new UwfError('UWF-4130', `the body is larger than ${BODY_BYTES_MAX} bytes`);
  if (spec === undefined) return { kind: 'none' };
  if (request.body.bytes.length === 0) return emptyBody(spec);
  const mediaType = mediaTypeOf(request, spec);
  const text = decodeUtf8(request.body.bytes);
  if (text === undefined) throw new UwfError('UWF-4001', 'the body is not UTF-8 text without U+0000');
  return mediaType === JSON_TYPE ? parseJsonBody(text, spec, validator) : { kind: 'text', text };
}

function emptyBody(spec: BodySpec): ParsedBody {
  if (spec.isRequired) throw new UwfError('UWF-4000', 'the request has no body');
  return { kind: 'none' };
}

/** A media type (RFC 9110 §8.3.1) whose only parameter, if any, says UTF-8; an encoded body is not taken. */
function mediaTypeOf(request: ApiRequest, spec: BodySpec): string {
  const taken = [JSON_TYPE, ...spec.textTypes];
  const refusal = new UwfError('UWF-4150', `the body must be ${taken.join(' or ')} in UTF-8, without content coding`);
  if ((request.headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') throw refusal;
  const [type = '', ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';').map((part) => part.trim());
  if (!taken.includes(type) || !parameters.every((parameter) => /^(charset="?utf-8"?)?$/u.test(parameter))) throw refusal;
  return type;
}

function parseJsonBody(text: string, spec: BodySpec, validator: SchemaValidator): ParsedBody {
  const parsed = parseJsonText(text, spec.depthMax);
  if (!parsed.ok) throw new UwfError('UWF-4001', parsed.error);
  const findings = validator.validate({ schema: spec.schema, value: parsed.value });
  if (findings.length > 0) throw problemError('UWF-4000', 'the body is not as this operation takes it', findings.map(({ pointer, message }) => ({ pointer, message })));
  return { kind: 'json', value: parsed.value, text };
}
