import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { PRIORITIES, type Priority } from '../../kernel/priority.ts';
import { ZONES, type Tier, type Zone } from '../../tier/tier.ts';
import { itemsOf, memberOf } from '../check/places.ts';
import type { Declassification, DeclassificationMethod, DefinitionMetadata, TaskMetadata } from '../model.ts';
import { parsePresent } from './parse-present.ts';
import { refuse, type Reading } from './reading.ts';

const METHODS = ['enum', 'boolean', 'range', 'masked', 'aggregate', 'token'] as const satisfies readonly DeclassificationMethod[];
const CONTEXTS = ['merge'] as const;
const TIERS = [1, 2, 3] as const satisfies readonly Tier[];

/** `document.metadata.uwf`. */
export function readDefinitionMetadata(reading: Reading, header: JsonValue | undefined): DefinitionMetadata {
  const additions = memberOf(memberOf(header, 'metadata'), 'uwf');
  refuseLimits(reading, additions, '/document/metadata/uwf');
  return parsePresent<DefinitionMetadata>({ defaultTier: oneOf(TIERS, memberOf(additions, 'defaultTier')) });
}

/** `document.metadata.uwf.priority`. */
export function readDefaultPriority(header: JsonValue | undefined): Priority | undefined {
  return oneOf(PRIORITIES, memberOf(memberOf(memberOf(header, 'metadata'), 'uwf'), 'priority'));
}

/** `metadata.uwf` of a task. */
export function readTaskMetadata(reading: Reading, task: JsonValue, taskPointer: string): TaskMetadata {
  const additions = memberOf(memberOf(task, 'metadata'), 'uwf');
  const pointer = appendPointer(taskPointer, 'metadata', 'uwf');
  refuseLimits(reading, additions, pointer);
  const zone = oneOf<Zone>(ZONES, memberOf(additions, 'zone'));
  const declassify = itemsOf(memberOf(additions, 'declassify')).flatMap((entry, index) => readDeclassification(entry, appendPointer(pointer, 'declassify', index)));
  return {
    declassify,
    ...parsePresent<Omit<TaskMetadata, 'declassify'>>({
      zone: zone === undefined ? undefined : { value: zone, pointer: appendPointer(pointer, 'zone') },
      priority: oneOf(PRIORITIES, memberOf(additions, 'priority')) ?? reading.priority,
      context: oneOf(CONTEXTS, memberOf(additions, 'context')),
    }),
  };
}

function refuseLimits(reading: Reading, additions: JsonValue | undefined, pointer: string): void {
  if (memberOf(additions, 'limits') === undefined) return;
  const wayOut = 'Leave it out: an operator sets limits in the configuration of the zone.';
  refuse(reading, appendPointer(pointer, 'limits'), { construct: 'metadata.uwf.limits', reason: 'a definition does not set the limits of the system that runs it', wayOut });
}

function readDeclassification(entry: JsonValue, pointer: string): readonly Declassification[] {
  const [path, purpose, expires] = [memberOf(entry, 'path'), memberOf(entry, 'purpose'), memberOf(entry, 'expires')];
  const to = oneOf(TIERS, memberOf(entry, 'to'));
  const method = oneOf(METHODS, memberOf(entry, 'method'));
  if (typeof path !== 'string' || typeof purpose !== 'string' || to === undefined || method === undefined) return [];
  const required = { pointer, path, to, purpose, method };
  return [typeof expires === 'string' ? { ...required, expires } : required];
}

function oneOf<T extends JsonValue>(values: readonly T[], value: JsonValue | undefined): T | undefined {
  return values.find((candidate) => candidate === value);
}
