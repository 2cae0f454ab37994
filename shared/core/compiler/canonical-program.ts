import { canonicalJson } from '../kernel/canonical-json.ts';
import type { JsonValue } from '../kernel/json.ts';
import type { CompiledProgram } from './model.ts';

/** The program as canonical JSON (RFC 8785): what its digest, its revision, is made over. Same request, same bytes. */
export function canonicalProgram(program: CompiledProgram): string {
  // A program is plain JSON by its type; members that are `undefined` are none.
  const plain: JsonValue = JSON.parse(JSON.stringify(program));
  return canonicalJson(plain);
}
