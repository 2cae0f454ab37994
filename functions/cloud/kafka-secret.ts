import type { KafkaOptions } from '#shared/adapters/kafka/index.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const WANTED = 'a secret {"ca": PEM, "username"?, "password"?, "certificate"?: PEM, "key"?: PEM}';

/** How a function of a cloud proves to a cluster who it is, as a secret store has it: PEM texts, and name and password for SCRAM. Errors: `UWF-5005`, which says nothing of what is there. */
export function parseKafkaSecret(value: JsonValue): Pick<KafkaOptions, 'tls' | 'sasl'> {
  const fields = isJsonObject(value) ? value : {};
  const { ca, username, password, certificate, key } = fields;
  if (typeof ca !== 'string' || (username === undefined) !== (password === undefined) || (certificate === undefined) !== (key === undefined)) throw refused();
  return {
    tls: { ca, ...(certificate === undefined ? {} : { certificate: textOf(certificate), key: textOf(key) }) },
    ...(username === undefined ? {} : { sasl: { user: textOf(username), password: textOf(password) } }),
  };
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  throw refused();
}

function refused(): UwfError {
  return new UwfError('UWF-5005', `the secret of the cluster: expected ${WANTED}`);
}
