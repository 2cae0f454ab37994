import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { entriesOf, itemsOf, memberOf } from '../check/places.ts';
import type { ReusableComponents } from '../model.ts';
import { readDuration } from './duration.ts';
import { readError, readRetryPolicy } from './errors.ts';
import { refuse, type Reading } from './reading.ts';
import { readTask, readTasks } from './task.ts';

/** Name of the catalogue that the target itself supplies (DSL "Catalogs"). */
const DEFAULT_CATALOG = 'default';

/** `use`: what tasks refer to by name. */
export function readUse(reading: Reading, document: JsonObject): ReusableComponents {
  const use = memberOf(document, 'use');
  refuseRest(reading, use);
  return {
    errors: readSection(use, 'errors', (value, pointer) => readError(reading, value, pointer)),
    retries: readSection(use, 'retries', (value, pointer) => readRetryPolicy(reading, value, pointer)),
    timeouts: readSection(use, 'timeouts', (value, pointer) => readDuration(reading, memberOf(value, 'after'), appendPointer(pointer, 'after'))),
    functions: readSection(use, 'functions', (value, pointer, name) => readTask(reading, { name, value, pointer })),
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

function refuseRest(reading: Reading, use: JsonValue | undefined): void {
  for (const [section, wayOut] of REFUSED_SECTIONS) {
    const value = memberOf(use, section);
    if (entriesOf(value).length + itemsOf(value).length > 0) refuse(reading, appendPointer('/use', section), `use.${section}`, wayOut);
  }
  for (const [index, item] of itemsOf(memberOf(use, 'extensions')).entries()) {
    for (const [name, extension] of entriesOf(item)) {
      for (const when of ['before', 'after']) readTasks(reading, memberOf(extension, when), appendPointer('/use/extensions', index, name, when));
    }
  }
  for (const [name] of entriesOf(memberOf(use, 'catalogs')).filter(([catalog]) => catalog !== DEFAULT_CATALOG)) {
    refuse(reading, appendPointer('/use/catalogs', name), 'a catalogue other than the default one', 'Call functions of the catalogue of the target: name or name:version.');
  }
}

const REFUSED_SECTIONS = [
  ['authentications', 'Call the service from a function of the catalogue, which has its own credentials.'],
  ['extensions', 'Write the tasks of the extension where they are needed.'],
  ['secrets', 'Let the function that needs the secret take it from its own configuration.'],
] as const;
