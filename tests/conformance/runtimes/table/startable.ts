import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import type { CompileOutcome } from '#shared/core/compiler/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Trial } from './model.ts';

const validator = createSchemaValidator();

/** A document as it is registered, with an input that the API would let in; or why it gets no further. */
export function startable(outcome: CompileOutcome, input: JsonValue): Trial['program'] {
  if (!outcome.accepted) return { ok: false, refusal: `not compiled: ${[...new Set(outcome.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code))].join(', ')}` };
  const { program } = outcome;
  const [finding] = validator.validate({ schema: program.inputSchema, value: input });
  if (finding !== undefined) return { ok: false, refusal: `not started: the input breaks the schema of the document at '${finding.pointer}'` };
  return { ok: true, stored: { identity: program.identity, revision: revisionOf(nodeDigest, program), program, registeredAt: 0, registeredBy: 'tests', inline: false }, input };
}
