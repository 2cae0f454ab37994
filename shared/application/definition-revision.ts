import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { canonicalProgram } from '#shared/core/compiler/canonical-program.ts';
import type { Digest } from '#shared/ports/digest.ts';

/** The name of a compiled program: SHA-256 (hex) over its canonical JSON (RFC 8785). Equal programs have equal revisions everywhere. */
export function revisionOf(digest: Digest, program: CompiledProgram): string {
  return digest.sha256Hex(canonicalProgram(program));
}
