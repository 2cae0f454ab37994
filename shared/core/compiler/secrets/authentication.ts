import type { AuthenticationSpec } from '../../definition/model.ts';
import { assert } from '../../kernel/assert.ts';
import { diagnosticWarning } from '../../kernel/diagnostic.ts';
import type { Bindings } from '../bind/bindings.ts';
import { expressionsOf, type BoundMember, type BoundValue } from '../bind/value.ts';
import type { LoweringContext } from '../lowering/context.ts';
import { bindSecrets, secretReference } from './bind-secrets.ts';

/** The `authentication` member of a task's arguments: `{basic: {…}}`, with references in place of secrets; none when the call has none. */
export function authenticationMember(spec: AuthenticationSpec | undefined, bindings: Bindings, context: LoweringContext): readonly BoundMember[] {
  return spec === undefined ? [] : [{ key: 'authentication', value: bindAuthentication(declared(spec, context), bindings, context) }];
}

type InlineAuthentication = Exclude<AuthenticationSpec, { readonly kind: 'reference' }>;

function declared(spec: AuthenticationSpec, { definition }: LoweringContext): InlineAuthentication {
  if (spec.kind !== 'reference') return spec;
  const found = definition.use.authentications.get(spec.name);
  assert(found !== undefined && found.kind !== 'reference', 'the reader lets no reference through to what is not declared beneath use');
  return found;
}

function bindAuthentication(spec: InlineAuthentication, bindings: Bindings, context: LoweringContext): BoundValue {
  if (spec.kind === 'secret') {
    return { kind: 'object', origin: spec.pointer, members: [{ key: spec.scheme, value: secretReference({ name: spec.secret, pointer: spec.pointer }, context) }] };
  }
  const { pointer } = spec.properties;
  const properties = bindSecrets(spec.properties, { ...bindings, place: 'authentication' }, context);
  if (expressionsOf(properties).length > 0) {
    context.builder.report(diagnosticWarning('UWF-2065', pointer, 'These credentials come from the data of the workflow, and so stand in its history.'));
  }
  return { kind: 'object', origin: pointer, members: [{ key: spec.scheme, value: properties }] };
}
