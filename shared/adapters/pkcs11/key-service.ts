import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyDescription, KeyService, KeyUse, PublicPoint } from '#shared/ports/key-service.ts';
import type { Pkcs11Options } from './connection.ts';
import { absent, findPublicHalf, findVersion, findVersions, generateVersion, handleName, useOf, type KeyObject } from './key-objects.ts';
import { NEWEST_KEEP_MS } from './limits.ts';
import { agreeSecret, macText, publicPointOf, signText, unwrapKey, verifyText, wrapKey } from './operations.ts';
import { createSessionPool, type Session } from './session-pool.ts';

/**
 * Keys in a token behind PKCS #11: an HSM, SoftHSM in tests. Secrets are made inside, are sensitive and cannot be extracted; only data keys and
 * shared secrets come out. Calls that use keys leave this thread free; searches and objects of a session do not.
 * PKCS #11 has no way to make a key only if there is none: processes must not make versions of one key at the same time. If they do, every use of
 * it is refused until an operator has removed one.
 */
export function createPkcs11KeyService(options: Pkcs11Options): KeyService {
  const pool = createSessionPool(options);
  const oneByOne = createQueue();
  const publicKey = (key: string, version: number): Promise<PublicPoint> => pool.use(async (session) => readPublicHalf(session, key, version));
  return {
    uses: new Set<KeyUse>(['wrap', 'mac', 'sign', 'agree']),
    ensure: ({ key, use }) => oneByOne(() => pool.use((session) => ensure(session, key, use))),
    describe: ({ key }) => pool.use(async (session) => describe(session, key)),
    rotate: ({ key }) => oneByOne(() => pool.use((session) => rotate(session, key))),
    destroy: ({ key, version }) => oneByOne(() => pool.use(async (session) => destroy(session, key, version))),
    wrap: ({ key, dataKey }) =>
      pool.use(async (session) => {
        const { version, handle } = findNewest(session, key, 'wrap');
        return { version, wrapped: await wrapKey(session, handle, dataKey) };
      }),
    unwrap: ({ key, version, wrapped }) => pool.use(async (session) => unwrapKey(session, findVersion(session, { key, version, use: 'wrap' }), wrapped)),
    mac: ({ key, version, text }) => pool.use(async (session) => macText(session, findVersion(session, { key, version, use: 'mac' }), text)),
    sign: ({ key, text }) =>
      pool.use(async (session) => {
        const { version, handle } = findNewest(session, key, 'sign');
        return { version, signature: await signText(session, handle, text) };
      }),
    verify: async ({ key, version, text, signature }) => {
      const point = await pool.use(async (session) => {
        findVersion(session, { key, version, use: 'sign' });
        return readPublicHalf(session, key, version);
      });
      return verifyText(point, text, signature);
    },
    agree: ({ key, version, publicKey }) => pool.use(async (session) => agreeSecret(session, findVersion(session, { key, version, use: 'agree' }), publicKey)),
    publicKey: ({ key, version }) => publicKey(key, version),
    close: () => pool.close(),
  };
}

function describe(session: Session, key: string): KeyDescription | undefined {
  const versions = findVersions(session, key);
  const newest = versions.at(-1);
  // An empty search may also mean that the token has gone.
  if (newest === undefined && session.isPresent()) return undefined;
  if (newest === undefined) throw absent(session, '');
  session.newest.set(key, { version: newest.version, until: performance.now() + NEWEST_KEEP_MS });
  return { key, use: useOf(session, newest.handle), current: newest.version, versions: versions.map(({ version }) => version) };
}

function requireKey(session: Session, key: string): KeyDescription {
  const description = describe(session, key);
  if (description === undefined) throw new UwfError('UWF-5005', `there is no key ${key}`);
  return description;
}

/** The newest version. A search for every data key would cost more than the wrapping, so it is believed for a moment, unless it has gone meanwhile. */
function findNewest(session: Session, key: string, use: KeyUse): KeyObject {
  const known = session.newest.get(key);
  const isKnown = known !== undefined && known.until > performance.now() && session.handles.has(handleName(key, known.version));
  const version = isKnown ? known.version : requireKey(session, key).current;
  return { version, handle: findVersion(session, { key, version, use }) };
}

async function ensure(session: Session, key: string, use: KeyUse): Promise<KeyDescription> {
  const found = describe(session, key);
  if (found === undefined) await generateVersion(session, { key, version: 1, use });
  const description = found ?? requireKey(session, key);
  if (description.use !== use) throw new UwfError('UWF-5005', 'the key is for another use');
  return description;
}

async function rotate(session: Session, key: string): Promise<KeyDescription> {
  const { use, current } = requireKey(session, key);
  await generateVersion(session, { key, version: current + 1, use });
  return requireKey(session, key);
}

function destroy(session: Session, key: string, version: number): void {
  if (requireKey(session, key).current === version) throw new UwfError('UWF-5005', `version ${version} of the key ${key} is the newest: it is in use`);
  const handles = [findVersions(session, key).find((one) => one.version === version)?.handle, findPublicHalf(session, key, version)];
  session.handles.delete(handleName(key, version));
  for (const handle of handles) if (handle !== undefined) session.cryptoki.C_DestroyObject(session.handle, handle);
}

function readPublicHalf(session: Session, key: string, version: number): PublicPoint {
  const half = findPublicHalf(session, key, version);
  if (half === undefined) throw absent(session, `there is no public half of version ${version} of a key ${key}`);
  return publicPointOf(session, half);
}

/** Lets one work at a time. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
