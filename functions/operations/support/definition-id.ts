import { formatIdentity, formatReference, parseReference } from '#shared/core/definition/identity.ts';
import type { DefinitionIdentity } from '#shared/core/definition/model.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { ApiPorts } from '../../ports.ts';

/** The definition that an id names. What cannot be an id names none. Errors: `UWF-4042`. */
export async function findDefinition(ports: ApiPorts, id: string): Promise<StoredDefinition> {
  const reference = parseReference(id);
  const stored = reference.ok ? await ports.definitionStore.find(reference.value) : undefined;
  if (stored === undefined) throw new UwfError('UWF-4042');
  return stored;
}

/** The id under which the newest version of a definition runs. */
export function workflowIdOf({ namespace, name }: DefinitionIdentity): string {
  return formatReference({ namespace, name });
}

/** The id of exactly one version. */
export function versionIdOf(identity: DefinitionIdentity): string {
  return formatIdentity(identity);
}
