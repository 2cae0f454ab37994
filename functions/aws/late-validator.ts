import { assert } from '#shared/core/kernel/assert.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { Api } from '../middleware/chain.ts';

/** A validator that is loaded with the first request that needs it: it is a third of the program, and most requests only look. */
export interface LateValidator extends SchemaValidator {
  /** Resolves when it can be used. */
  ready(): Promise<void>;
}

export function createLateValidator(load: () => Promise<SchemaValidator>): LateValidator {
  let loaded: SchemaValidator | undefined;
  return {
    ready: async () => {
      loaded ??= await load();
    },
    validate: (request) => {
      assert(loaded !== undefined, 'the validator is loaded before a request that has a body is handled');
      return loaded.validate(request);
    },
  };
}

/** An API that has its validator before a request that may have a body. */
export function servedWith(validator: LateValidator, serve: Api): Api {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') await validator.ready();
    return serve(request);
  };
}
