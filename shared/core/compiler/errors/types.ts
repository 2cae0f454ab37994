import { STANDARD_ERROR_TYPE_BASE } from '../../asl/error-names.ts';

/** Hosts and paths under which the standard error types were published (mapping §1.4 item 1). */
const STANDARD_TYPE = /^https?:\/\/(?:www\.)?(?:serverlessworkflow\.io|open-workflow-specification\.org)\/(?:spec\/[^/]+\/errors|dsl\/errors\/types)\/([A-Za-z-]+)\/?$/;

/** One form for every spelling of a standard error type; other types stay as they are. */
export function canonicalErrorType(type: string): string {
  const name = STANDARD_TYPE.exec(type)?.[1];
  return name === undefined ? type : `${STANDARD_ERROR_TYPE_BASE}${name.toLowerCase()}`;
}

/** The standard error types that this system itself raises (DSL "Standard Error Types"). */
export const STANDARD_ERRORS = {
  communication: `${STANDARD_ERROR_TYPE_BASE}communication`,
  authentication: `${STANDARD_ERROR_TYPE_BASE}authentication`,
  authorization: `${STANDARD_ERROR_TYPE_BASE}authorization`,
  timeout: `${STANDARD_ERROR_TYPE_BASE}timeout`,
  expression: `${STANDARD_ERROR_TYPE_BASE}expression`,
  validation: `${STANDARD_ERROR_TYPE_BASE}validation`,
  runtime: `${STANDARD_ERROR_TYPE_BASE}runtime`,
} as const;
