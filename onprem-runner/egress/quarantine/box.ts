import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyService } from '#shared/ports/key-service.ts';
import type { ValueCipher } from '#shared/ports/value-cipher.ts';

/** Encrypts what lies in the quarantine. Errors of every method: `UWF-5007` (key, retryable). */
export interface QuarantineBox {
  /** `place` belongs to the ciphertext: it opens with the same one only. */
  seal(request: { readonly text: string; readonly place: string }): Promise<string>;
  /** Errors: `UWF-5009` when it was changed, or moved to another place. */
  open(request: { readonly sealed: string; readonly place: string }): Promise<string>;
  /** Keyed digest: tells the same text again and nothing else of it. */
  fingerprint(text: string): Promise<string>;
}

const WRAPPING_KEY = 'quarantine';
const FINGERPRINT_KEY = 'quarantine-fingerprints';
const FORM = 'uwf-held';
/** Fingerprints must stay comparable, so their key is not rotated. */
const FINGERPRINT_VERSION = 1;

/** What the box needs of a key service, and with what it encrypts. */
export interface BoxPorts {
  readonly keys: Pick<KeyService, 'ensure' | 'wrap' | 'unwrap' | 'mac'>;
  readonly cipher: ValueCipher;
}

/** Envelope encryption: AES-256-GCM with a data key of its own for each output, which a key of the key service wraps. */
export function createQuarantineBox({ keys, cipher }: BoxPorts): QuarantineBox {
  const once = new Map<string, Promise<unknown>>();
  const ensured = (key: string, use: 'wrap' | 'mac'): Promise<unknown> => {
    const making = once.get(key) ?? keys.ensure({ key, use });
    once.set(key, making);
    // A key service that was away is asked again.
    making.catch(() => once.delete(key));
    return making;
  };
  return {
    seal: async ({ text, place }) => {
      await ensured(WRAPPING_KEY, 'wrap');
      const key = cipher.newKey();
      try {
        const { version, wrapped } = await keys.wrap({ key: WRAPPING_KEY, dataKey: key });
        return [FORM, version, wrapped, cipher.seal({ key, text, aad: place })].join(':');
      } finally {
        key.fill(0);
      }
    },
    open: ({ sealed, place }) => open({ keys, cipher }, sealed, place),
    fingerprint: async (text) => {
      await ensured(FINGERPRINT_KEY, 'mac');
      return keys.mac({ key: FINGERPRINT_KEY, version: FINGERPRINT_VERSION, text });
    },
  };
}

async function open({ keys, cipher }: BoxPorts, sealed: string, place: string): Promise<string> {
  const [form, version, wrapped, text] = sealed.split(':');
  if (form !== FORM || wrapped === undefined || text === undefined) throw damaged();
  const key = await keys.unwrap({ key: WRAPPING_KEY, version: Number(version), wrapped });
  try {
    const opened = cipher.open({ key, sealed: text, aad: place });
    if (opened === undefined) throw damaged();
    return opened;
  } finally {
    key.fill(0);
  }
}

function damaged(): UwfError {
  return new UwfError('UWF-5009', 'an output in the quarantine does not open: it was changed or moved');
}
