import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { versionIdOf, workflowIdOf } from './definition-id.ts';
import { toTime } from './time.ts';

/** What every answer says of a definition. `id`, `description`, `stepCount` are those of the earlier system, where the count is text. */
export function definitionSummary({ identity, program, revision, registeredAt, registeredBy }: StoredDefinition): JsonObject {
  const { namespace, name, version } = identity;
  return {
    id: workflowIdOf(identity),
    versionId: versionIdOf(identity),
    description: descriptionOf(program.source) ?? name,
    stepCount: String(taskCountOf(program.source)),
    namespace,
    name,
    version,
    revision,
    target: targetJson(program.target),
    zone: program.target.zone,
    registeredAt: toTime(registeredAt),
    registeredBy,
  };
}

export function targetJson({ name, runtime, zone }: DeploymentTarget): JsonObject {
  return { name, runtime, zone };
}

/** The author's own words: `document.summary`, else `document.title`. */
function descriptionOf(source: JsonObject): string | undefined {
  const document = source['document'];
  const texts = isJsonObject(document) ? [document['summary'], document['title']] : [];
  return texts.find((text): text is string => typeof text === 'string' && text !== '');
}

function taskCountOf(source: JsonObject): number {
  const tasks = source['do'];
  return isJsonArray(tasks) ? tasks.length : 0;
}

/** A value that is JSON by its type's own promise, as the type that says so. */
export function toJson(value: object): JsonValue {
  const json: JsonValue = JSON.parse(JSON.stringify(value));
  return json;
}
