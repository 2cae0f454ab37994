import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import type { Read } from '../data-language.ts';
import type { ScopeRules } from '../scopes.ts';
import type { PreparedAttempt } from './task-attempt.ts';

/** `ItemReader`, prepared: the attempt whose result is the items, and how many of them are taken. */
export interface PreparedReader {
  readonly attempt: PreparedAttempt;
  readonly itemsMax: Read<number | undefined>;
}

/** `ItemBatcher`, prepared. */
export interface PreparedBatcher {
  readonly itemsMax: Read<number | undefined>;
  readonly bytesMax: Read<number | undefined>;
  readonly input?: Read<JsonValue>;
}

/** `ResultWriter`, prepared: with a `Resource` the results leave by an attempt, without one they are only transformed. */
export interface PreparedWriter {
  readonly resource?: string;
  readonly arguments?: Read<JsonValue>;
  readonly config?: JsonObject;
  readonly isFlattening: boolean;
}

/** A Map, prepared. */
export interface PreparedMap extends ScopeRules {
  readonly startAt: string;
  /** Its iterations are executions of their own: they see no variables and no items from outside. */
  readonly isDistributed: boolean;
  /** Whether a failed iteration is counted instead of failing the Map at once. */
  readonly isTolerant: boolean;
  readonly label?: string;
  readonly items: Read<JsonValue>;
  readonly selector?: Read<JsonValue>;
  readonly concurrency: Read<number | undefined>;
  readonly toleratedCount: Read<number | undefined>;
  readonly toleratedPercentage: Read<number | undefined>;
  readonly reader?: PreparedReader;
  readonly batcher?: PreparedBatcher;
  readonly writer?: PreparedWriter;
}
