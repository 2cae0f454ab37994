import type { JsonObject } from '../../kernel/json.ts';
import { documentHeader, type HeaderOptions } from './header.ts';

/** A state machine of Amazon States Language as a definition: the machine stands in it as it is, its comment becomes the summary. */
export function importMachine(machine: JsonObject, options: HeaderOptions & { readonly title?: string }): JsonObject {
  const comment = machine['Comment'];
  return { document: documentHeader({ ...options, ...(typeof comment === 'string' ? { summary: comment } : {}) }), stateMachine: machine };
}
