import { isSecretName } from '#shared/core/kernel/secret-name.ts';

/** Of the service. */
const VAULT_NAME_CHARACTERS_MAX = 127;
const HYPHEN = '--0';

/**
 * The name of a secret as the vault can have it: letters of either case are the same there, and beside digits there are hyphens only. Lower-case letters,
 * digits and single hyphens between them stay; `_` becomes `--1`, `.` becomes `--2`, an upper-case letter its lower-case one after `--`, and any other
 * hyphen `--0`. No two names become one. Undefined for what is no name, or too long.
 */
export function vaultSecretName(name: string, prefix: string): string | undefined {
  if (!isSecretName(name)) return undefined;
  const encoded = [...name].map((character, index) => encode(character, name[index - 1], name[index + 1])).join('');
  const whole = `${prefix}${encoded}`;
  return whole.length <= VAULT_NAME_CHARACTERS_MAX ? whole : undefined;
}

function encode(character: string, before: string | undefined, after: string | undefined): string {
  if (/[a-z0-9]/u.test(character)) return character;
  if (character === '_') return '--1';
  if (character === '.') return '--2';
  if (character === '-') return isPlain(before) && isPlain(after) ? '-' : HYPHEN;
  return `--${character.toLowerCase()}`;
}

function isPlain(character: string | undefined): boolean {
  return character !== undefined && /[a-z0-9]/u.test(character);
}
