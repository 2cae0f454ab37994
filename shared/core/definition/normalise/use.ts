import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { entriesOf, extensionsOf, itemsOf, memberOf, type PartPlace } from '../check/places.ts';
import type { ExtensionSpec, ReusableComponents } from '../model.ts';
import { readAuthentication } from './authentication.ts';
import { readExpression } from './data-fields.ts';
import { readDuration } from './duration.ts';
import { readError, readRetryPolicy } from './errors.ts';
import { readExternalResource } from './external-resource.ts';
import type { Reading } from './reading.ts';
import { readTask, readTasks } from './task.ts';

/** `use`: what tasks refer to by name. */
export function readUse(reading: Reading, document: JsonObject): ReusableComponents {
  const use = memberOf(document, 'use');
  return {
    errors: readSection(use, 'errors', (value, pointer) => readError(reading, value, pointer)),
    retries: readSection(use, 'retries', (value, pointer) => readRetryPolicy(reading, value, pointer)),
    timeouts: readSection(use, 'timeouts', (value, pointer) => readDuration(reading, memberOf(value, 'after'), appendPointer(pointer, 'after'))),
    functions: readSection(use, 'functions', (value, pointer, name) => readTask(reading, { name, value, pointer })),
    secrets: new Set(itemsOf(memberOf(use, 'secrets')).filter((name) => typeof name === 'string')),
    authentications: readSection(use, 'authentications', readAuthentication),
    extensions: extensionsOf(document).flatMap((place) => readExtension(reading, place)),
    catalogs: readSection(use, 'catalogs', (value, pointer) => readExternalResource(reading, value, pointer)),
  };
}

function readSection<T>(use: JsonValue | undefined, section: string, read: (value: JsonValue, pointer: string, name: string) => T | undefined): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const [name, value] of entriesOf(memberOf(use, section))) {
    const component = read(value, appendPointer('/use', section, name), name);
    if (component !== undefined) found.set(name, component);
  }
  return found;
}

function readExtension(reading: Reading, { name, value, pointer }: PartPlace & { readonly name: string }): readonly ExtensionSpec[] {
  const extend = memberOf(value, 'extend');
  const when = readExpression(memberOf(value, 'when'), appendPointer(pointer, 'when'));
  const before = readTasks(reading, memberOf(value, 'before'), appendPointer(pointer, 'before'));
  const after = readTasks(reading, memberOf(value, 'after'), appendPointer(pointer, 'after'));
  return typeof extend === 'string' ? [{ name, pointer, extend, before, after, ...(when === undefined ? {} : { when }) }] : [];
}
