import type { CompileRequest } from '#shared/core/compiler/model.ts';
import { hasErrors, type Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import type { JsonArray } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ApiPorts } from '../../ports.ts';
import { toJson } from './definition-view.ts';

/** A compilation of a document for the target of this API. */
export function compilationOf({ settings }: ApiPorts, text: string): CompileRequest {
  return { text, target: settings.target, catalogue: settings.catalogue };
}

/** The failure of a definition that does not compile: every diagnostic, also in the short form of other failures. */
export function definitionRefused({ reason, diagnostics }: { readonly reason: 'invalid' | 'refused'; readonly diagnostics: readonly Diagnostic[] }): UwfError {
  const errors = diagnostics.filter((diagnostic) => hasErrors([diagnostic]));
  const detail = reason === 'refused' ? 'the data flow of the definition is not allowed' : 'the definition is not valid';
  return new UwfError('UWF-4222', `${detail}: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`, {
    details: { reason, diagnostics: diagnosticsJson(diagnostics), errors: errors.map(({ pointer, code, message }) => ({ pointer, code, message })) },
  });
}

export function diagnosticsJson(diagnostics: readonly Diagnostic[]): JsonArray {
  return diagnostics.map(toJson);
}
