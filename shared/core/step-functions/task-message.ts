import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeBase64url } from '../kernel/base64url.ts';
import { parseJsonObject, type JsonValue } from '../kernel/json.ts';

/** Number of the form of the messages; machines that were published keep theirs. */
export const TASK_MESSAGE_VERSION = 1;

/** What a Task state sends when its work is to be done; see `bindMachine`. */
export interface TaskMessage {
  /** Who waits: whoever has it may answer. It never leaves the cloud (protocol §4). */
  readonly token: string;
  /** Name of the execution, which is our id. */
  readonly executionId: string;
  /** Digest of the program. */
  readonly revision: string;
  readonly state: string;
  readonly resource: string;
  readonly arguments: JsonValue;
  /** 0 on the first attempt of the state. */
  readonly retryCount: number;
  /** The same for repeated deliveries, another for each attempt. */
  readonly attemptId: string;
  /** See `WorkItem.visit`; absent where retries cannot be told from other items: beneath a Map whose items go on at the same time. */
  readonly visit?: number;
  /** Branches that the state is in, and a star for each Map; absent outside of any. */
  readonly scope?: string;
}

/** Reads the body of a message; undefined when it is none of ours. */
export function parseTaskMessage(text: string): TaskMessage | undefined {
  const body = parseJsonObject(text);
  if (body?.['v'] !== TASK_MESSAGE_VERSION) return undefined;
  const { token, execution, revision, state, resource, retry, entered, path, maps, arguments: given = null } = body;
  if (!isText(token) || !isText(execution) || !isText(revision) || !isText(state) || !isText(resource)) return undefined;
  if (typeof retry !== 'number' || !isText(entered) || typeof path !== 'string' || typeof maps !== 'number') return undefined;
  // One visit after the other: the time of its beginning tells it from the others.
  const visit = maps === 0 ? { visit: numberOf(execution, state, path, entered) } : {};
  return { token, executionId: execution, revision, state, resource, arguments: given, retryCount: retry, attemptId: attemptIdOf(token, retry), ...visit, ...(path === '' ? {} : { scope: path }) };
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

const SEPARATOR = '\u001f';

/** The retry count beside the token: LocalStack gives all attempts one token. */
function attemptIdOf(token: string, retryCount: number): string {
  return encodeBase64url(sha256(utf8ToBytes(`uwf-attempt-1${SEPARATOR}${token}${SEPARATOR}${String(retryCount)}`)));
}

/** 48 bits: a whole number that JSON carries. */
function numberOf(...parts: readonly string[]): number {
  return sha256(utf8ToBytes(parts.join(SEPARATOR))).slice(0, 6).reduce((number, byte) => number * 256 + byte, 0);
}
