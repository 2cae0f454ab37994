import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { DefinitionIdentity } from '../definition/model.ts';

/** Characters of a state machine's name at most. */
const NAME_CHARACTERS_MAX = 80;
const DIGEST_CHARACTERS = 12;

/**
 * Name of the state machine of a workflow: what people know it by, and a digest that keeps names apart that would be cut or rewritten to the same. One
 * machine per namespace and name; its versions are those of the workflow.
 */
export function machineName(prefix: string, { namespace, name }: Pick<DefinitionIdentity, 'namespace' | 'name'>): string {
  const digest = bytesToHex(sha256(utf8ToBytes(`${namespace}\u001f${name}`))).slice(0, DIGEST_CHARACTERS);
  const readable = `${prefix}-${namespace}-${name}`.replaceAll(/[^A-Za-z0-9-]/gu, '-').slice(0, NAME_CHARACTERS_MAX - DIGEST_CHARACTERS - 1);
  return `${readable}-${digest}`;
}

/** Name of the alias that leads to a version: letters, digits, dots, hyphens and underscores, with a letter in front. */
export function aliasName(version: string): string {
  return `v${version.replaceAll('+', '_')}`;
}
