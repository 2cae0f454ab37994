import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import { parseBody } from '../http/parse-body.ts';
import { parseQuery } from '../http/parse-query.ts';
import { operationOf, type ApiMiddleware } from './api-context.ts';

/** Parses query and body by the operation's row of the table: what comes out is decoded, bounded and fits its schema. */
export function validate(validator: SchemaValidator): ApiMiddleware {
  return {
    before: ({ event, context }) => {
      const operation = operationOf(context);
      context.query = parseQuery(event.query, operation.query);
      context.body = parseBody(event, operation.body, validator);
    },
  };
}
