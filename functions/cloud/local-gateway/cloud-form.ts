import type { ApiResponse } from '../../http/api-request.ts';
import type { Operation } from '../../operations/operation.ts';
import type { ApiPorts } from '../../ports.ts';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  /** Names and values as they were sent, in their order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** What a cloud answers by itself. */
export type CloudRefusal = 'body-too-large' | 'head-too-large' | 'too-slow' | 'failed';

/** How one cloud hands requests to functions, and what it does before and after. */
export interface CloudForm {
  readonly limits: { readonly bodyBytes: number; readonly headBytes: number; readonly answerMs: number };
  /** The answer of the functions, or that of the cloud in front of them. */
  answer(request: WireRequest): Promise<ApiResponse>;
  refuse(refusal: CloudRefusal): ApiResponse;
}

/** What functions are made of here. */
export interface CloudFormOptions {
  readonly operations: readonly Operation[];
  readonly ports: ApiPorts;
}
