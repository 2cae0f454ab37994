import type { OperationErrorCode } from '#shared/core/kernel/error-catalogue.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { Principal } from '#shared/ports/identity-verifier.ts';
import type { ApiPorts } from '../ports.ts';

/** What a token must allow. A token may have any of them; {@link ADMIN_SCOPE} adds the runs of others. */
export const SCOPES = ['workflows:run', 'workflows:read', 'workflows:cancel', 'definitions:read', 'definitions:write', 'events:publish'] as const;
export type Scope = (typeof SCOPES)[number];

/** Sees and cancels the runs of every principal. Grants no operation by itself. */
export const ADMIN_SCOPE = 'workflows:admin';

/** One call of the public API: the source of its route, its checks, its OpenAPI description and its Lambda event. */
export interface Operation {
  /** `operationId` of the OpenAPI document. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** Path template: `/api/workflows/run/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: 'workflows' | 'definitions' | 'events' | 'service';
  readonly access: OperationAccess;
  /** Takes `Idempotency-Key`. */
  readonly isIdempotent: boolean;
  /** One row per variable of the path template. */
  readonly params: { readonly [name: string]: ParameterSpec };
  readonly query: { readonly [name: string]: ParameterSpec };
  readonly body?: BodySpec;
  /** What it answers when it succeeds, by status. */
  readonly responses: { readonly [status: string]: ResponseSpec };
  /** Failures of its own; those that every operation has are added where they are told. */
  readonly errors: readonly OperationErrorCode[];
  readonly handle: (ports: ApiPorts, call: OperationCall) => Promise<OperationAnswer>;
}

export type OperationAccess = { readonly kind: 'public' } | { readonly kind: 'scope'; readonly scope: Scope };

/** A path or query parameter. Query parameters are optional. */
export interface ParameterSpec {
  readonly description: string;
  readonly schema: ParameterSchema;
  readonly example: string | number;
}

export type ParameterSchema =
  | { readonly type: 'string'; readonly maxLength?: number; readonly enum?: readonly string[] }
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number };

export interface BodySpec {
  readonly isRequired: boolean;
  readonly description: string;
  /** `application/json`, checked by this schema. */
  readonly schema: JsonObject;
  readonly depthMax: number;
  /** At least one; each must satisfy the schema. */
  readonly examples: { readonly [name: string]: JsonValue };
  /** Other media types, which are handed to the operation as text. */
  readonly textTypes: readonly string[];
}

export interface ResponseSpec {
  readonly description: string;
  readonly schema: JsonObject;
  readonly example: JsonValue;
  readonly headers?: { readonly [name: string]: string };
}

/** What an operation gets: decoded, bounded and checked against its row of the table. */
export interface OperationCall {
  readonly requestId: string;
  readonly principal: Principal;
  readonly params: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string | number };
  readonly body: ParsedBody;
  readonly idempotencyKey?: string;
}

export type ParsedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: JsonValue; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

export interface OperationAnswer {
  readonly status: number;
  readonly value: JsonValue;
  /** A page for people, in place of the value. */
  readonly html?: string;
  readonly headers?: { readonly [name: string]: string };
}

/** Who calls an operation that asks for no token. */
export const ANONYMOUS: Principal = { subject: 'anonymous', scopes: new Set() };
