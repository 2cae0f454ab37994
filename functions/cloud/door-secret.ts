import { parsePrivateJwk, type PrivateKeyFile } from '#shared/adapters/jose/index.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/**
 * What the cloud's side of the door keeps secret, as one value of a secret store: `{ keys, ring, pins }`. The ring is public, but whoever could change it
 * would decide who is believed; so it lies where the keys do, and is signed all the same.
 */
export interface DoorSecret {
  /** Our own private keys. */
  readonly keys: readonly PrivateKeyFile[];
  /** Text of the signed ring (`uwf keys ring sign`). */
  readonly ring: string;
  /** Thumbprints of the release keys that the ring may be signed by. */
  readonly pins: readonly string[];
}

const WANTED = 'a secret {"keys": [private JWK, …], "ring": text of the ring file, "pins": [thumbprint, …]}';

/** Errors: `UWF-5005`, which says nothing of what is there. */
export function parseDoorSecret(value: JsonValue): DoorSecret {
  if (!isJsonObject(value)) throw new UwfError('UWF-5005', `the secret of the door: expected ${WANTED}`);
  const { keys, ring, pins } = value;
  const isWhole = isJsonArray(keys) && keys.length > 0 && (typeof ring === 'string' || isJsonObject(ring)) && isJsonArray(pins) && pins.every((pin) => typeof pin === 'string');
  if (!isWhole) throw new UwfError('UWF-5005', `the secret of the door: expected ${WANTED}`);
  return { keys: keys.map((key) => parsePrivateJwk(key)), ring: typeof ring === 'string' ? ring : JSON.stringify(ring), pins };
}

/** The release key of a registry, as a secret store has it: a private JWK. Errors: `UWF-5005`. */
export function parseReleaseSecret(value: JsonValue): PrivateKeyFile {
  return parsePrivateJwk(value);
}
