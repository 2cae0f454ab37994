import { describe, expect, test } from 'vitest';
import { generatePrivateKey } from '#shared/adapters/jose/index.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import type { RejectCode } from '#shared/core/protocol/reject.ts';
import type { SigningAlgorithm } from '#shared/core/protocol/ring.ts';
import type { ReadEnvelope } from '#shared/ports/envelope.ts';
import { cancelClaims, NOW_SECONDS, resultClaims, runClaims } from '#tests/support/door-parties.ts';
import { boxFor, encode, headerOf, openSite, signAnything, signByHash, type AttackedSite } from './attacker.ts';

/** Order of the group of P-256 (SEC 2). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

interface Attempt {
  readonly claims: MessageClaims;
  readonly text: string;
  readonly from?: Partial<ReadEnvelope>;
}

type Attack = (site: AttackedSite) => Promise<Attempt>;

const BODY = { arguments: { amount: 1 } };

/** Honest text of honest claims, then something else is done with it. */
const written = async (site: AttackedSite, claims: MessageClaims): Promise<string> => site.writer.write(claims.typ === 'run' ? { claims, body: BODY } : { claims });
const placed = (from: Partial<ReadEnvelope>): Attack => async (site) => {
  const claims = runClaims();
  return { claims, text: await written(site, claims), from };
};
const signedBy = (who: 'cloudSigner' | 'siteSigner', claims: () => MessageClaims): Attack => async (site) => {
  const forged = claims();
  return { claims: forged, text: await signAnything(site[who], headerOf(site[who], forged), forged) };
};
const boxed = (box: (site: AttackedSite, claims: MessageClaims) => Promise<string>): Attack => async (site) => {
  const claims = runClaims();
  return { claims, text: await signAnything(site.cloudSigner, headerOf(site.cloudSigner, claims), { ...claims, box: await box(site, claims) }) };
};
const readerKey = (site: AttackedSite) => site.parties.site[1] ?? site.siteSigner;

/** The attacks of protocol §12, each with the code that it must be refused with. */
const ATTACKS: readonly (readonly [string, RejectCode, Attack])[] = [
  ['signed by nobody (alg none)', 'algorithm', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: `${encode({ ...headerOf(cloudSigner, claims), alg: 'none' })}.${encode(claims)}.` };
  }],
  ['signed by a hash with the public key as its secret (HS256)', 'algorithm', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: signByHash(cloudSigner, claims) };
  }],
  ['signed by a key that the ring does not know', 'unknown-key', async ({ cloudSigner }) => {
    const claims = runClaims();
    const own = generatePrivateKey(cloudSigner.alg);
    return { claims, text: await signAnything(own, headerOf(own, claims), claims) };
  }],
  ['signed by another key under the name of a known one', 'signature', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(generatePrivateKey(cloudSigner.alg), headerOf(cloudSigner, claims), claims) };
  }],
  ['that brings its own key along (jwk)', 'header', async ({ cloudSigner }) => {
    const claims = runClaims();
    const own = generatePrivateKey(cloudSigner.alg);
    return { claims, text: await signAnything(own, { ...headerOf(own, claims), jwk: own.jwk }, claims) };
  }],
  ['that a site signs in the name of the cloud', 'issuer', signedBy('siteSigner', runClaims)],
  ['for another party', 'audience', signedBy('cloudSigner', () => runClaims({ aud: 'site-2' }))],
  ['moved to another topic', 'topic', placed({ topic: 'uwf.test.bank.cmd.critical' })],
  ['moved to another record key', 'record-key', placed({ key: 'another-execution' })],
  ['that is too old', 'expired', signedBy('cloudSigner', () => runClaims({ iat: NOW_SECONDS - 960, exp: NOW_SECONDS - 60 }))],
  ['from the future', 'time', signedBy('cloudSigner', () => runClaims({ iat: NOW_SECONDS + 120, exp: NOW_SECONDS + 300 }))],
  ['that lives for ten years', 'time', signedBy('cloudSigner', () => runClaims({ exp: NOW_SECONDS + 315_360_000 }))],
  ['with one bit of its payload turned', 'signature', async (site) => {
    const claims = runClaims();
    const [header = '', payload = '', signature = ''] = (await written(site, claims)).split('.');
    const bytes = Buffer.from(payload, 'base64url');
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    return { claims, text: [header, bytes.toString('base64url'), signature].join('.') };
  }],
  ['of one type in a header of another', 'type', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(cloudSigner, { ...headerOf(cloudSigner, claims), typ: 'cancel' }, claims) };
  }],
  ['with the box of another attempt', 'box-context', boxed(({ parties }, claims) => boxFor(parties.site[1] ?? parties.release, { ...claims, att: 2 } as MessageClaims))],
  ['with a box to another key', 'box-key', boxed(({ parties }, claims) => boxFor(parties.cloud[1] ?? parties.release, claims))],
  ['that is too large', 'size', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(cloudSigner, headerOf(cloudSigner, claims), { ...claims, box: 'A'.repeat(200_000) }) };
  }],
];

/** More of the same kind: one for every check that can be gone around alone. */
const FURTHER: readonly (readonly [string, RejectCode, Attack])[] = [
  ['signed with the algorithm of another key', 'algorithm', async ({ cloudSigner }) => {
    const claims = runClaims();
    const other: SigningAlgorithm = cloudSigner.alg === 'ES256' ? 'Ed25519' : 'ES256';
    const own = generatePrivateKey(other);
    return { claims, text: await signAnything(own, { ...headerOf(own, claims), kid: cloudSigner.kid }, claims) };
  }],
  ['signed by a key that is for encryption', 'unknown-key', async (site) => {
    const claims = runClaims();
    return { claims, text: await signAnything(site.cloudSigner, { ...headerOf(site.cloudSigner, claims), kid: readerKey(site).kid }, claims) };
  }],
  ['that names a URL of keys (jku)', 'header', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(cloudSigner, { ...headerOf(cloudSigner, claims), jku: 'https://attacker.example' }, claims) };
  }],
  ['with a critical extension', 'header', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(cloudSigner, { ...headerOf(cloudSigner, claims), crit: ['b64'], b64: false }, claims) };
  }],
  ['with two kids in its header', 'header', async ({ cloudSigner }) => {
    const claims = runClaims();
    const header = JSON.stringify(headerOf(cloudSigner, claims)).replace('"kid"', '"kid":"x","kid"');
    const [, payload = '', signature = ''] = (await signAnything(cloudSigner, headerOf(cloudSigner, claims), claims)).split('.');
    return { claims, text: [encode(header), payload, signature].join('.') };
  }],
  ['whose payload is no JSON', 'payload', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(cloudSigner, headerOf(cloudSigner, claims), 'run it') };
  }],
  ['whose payload is an array', 'payload', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(cloudSigner, headerOf(cloudSigner, claims), [claims]) };
  }],
  ['with a claim twice', 'payload', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(cloudSigner, headerOf(cloudSigner, claims), JSON.stringify(claims).replace('"att":1', '"att":1,"\\u0061tt":2')) };
  }],
  ['with a claim that is not known', 'malformed', async ({ cloudSigner }) => {
    const claims = runClaims();
    return { claims, text: await signAnything(cloudSigner, headerOf(cloudSigner, claims), { ...claims, admin: true }) };
  }],
  ['with a claim too few', 'malformed', async ({ cloudSigner }) => {
    const { wfd: _, ...claims } = runClaims();
    return { claims: runClaims(), text: await signAnything(cloudSigner, headerOf(cloudSigner, runClaims()), claims) };
  }],
  ['with a box where there is none', 'malformed', async ({ cloudSigner }) => {
    const claims = cancelClaims();
    return { claims, text: await signAnything(cloudSigner, headerOf(cloudSigner, claims), { ...claims, box: 'AA' }) };
  }],
  ['of a type for the other side', 'type', signedBy('siteSigner', resultClaims)],
  ['that the cloud signs in the name of a site', 'issuer', signedBy('cloudSigner', () => runClaims({ iss: 'site-1' }))],
  ['for another tenant', 'audience', signedBy('cloudSigner', () => runClaims({ tid: 'another' }))],
  ['with a box that is compressed', 'box', boxed((site, claims) => boxWithHeader(site, claims, { zip: 'DEF' }))],
  ['with a box that is wrapped otherwise', 'box', boxed((site, claims) => boxFor(readerKey(site), claims, { header: { alg: 'ECDH-ES' } }))],
  ['with a box that is encrypted otherwise', 'box', boxed((site, claims) => boxFor(readerKey(site), claims, { header: { enc: 'A128GCM' } }))],
  ['with the context of its step written over that of another', 'box', boxed(async (site, claims) => {
    const [, ...rest] = (await boxFor(readerKey(site), { ...claims, att: 2 } as MessageClaims)).split('.');
    const [head = ''] = (await boxFor(readerKey(site), claims)).split('.');
    return [head, ...rest].join('.');
  })],
  ['with a box that is no JWE', 'box', boxed(async () => 'AA.AA.AA')],
  ['with a box whose content is no object', 'box', boxed((site, claims) => boxFor(readerKey(site), claims, { plaintext: '[1]' }))],
  ['with a box whose content has a member twice', 'box', boxed((site, claims) => boxFor(readerKey(site), claims, { plaintext: '{"a":1,"a":2}' }))],
  ['with a box whose content is not UTF-8', 'box', boxed((site, claims) => boxFor(readerKey(site), claims, { plaintext: Uint8Array.of(0x7b, 0xff, 0x7d) }))],
];

/** jose compresses nothing, so the header is written over an honest one. */
async function boxWithHeader(site: AttackedSite, claims: MessageClaims, more: object): Promise<string> {
  const [head = '', ...rest] = (await boxFor(readerKey(site), claims)).split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as object;
  return [encode({ ...header, ...more }), ...rest].join('.');
}

test('there are the 17 attacks of the protocol', () => {
  expect(ATTACKS).toHaveLength(17);
});

describe.each(['ES256', 'Ed25519'] as const)('with %s, a message', (algorithm) => {
  const site = openSite(algorithm);

  test('is accepted when it is honest', async () => {
    const claims = runClaims();
    expect(await site.read(claims, await site.writer.write({ claims, body: BODY }))).toMatchObject({ ok: true, claims, body: BODY });
  });

  test.each([...ATTACKS, ...FURTHER])('%s is refused: %s', async (_what, reject, attack) => {
    const { claims, text, from } = await attack(site);
    expect(await site.read(claims, text, from)).toEqual(reject === 'expired' ? { ok: false, reject, claims } : { ok: false, reject });
  });

  test('that is replayed is known by its payload hash, however it is signed and encrypted', async () => {
    const claims = runClaims();
    const seen = new Map<string, string>();
    const from = { seen: async (mid: string) => seen.get(mid) };
    const text = await site.writer.write({ claims, body: BODY });
    const first = await site.read(claims, text, from);
    if (first.ok) seen.set(first.claims.mid, first.payloadHash);
    const replayed = await site.read(claims, text, from);
    const anew = await site.writer.write({ claims, body: BODY });
    expect(seen.get(claims.mid)).toBeDefined();
    expect(replayed).toEqual(first);
    expect(anew).not.toBe(text);
    expect(await site.read(claims, anew, from)).toEqual(first);
  });

  test('with the id of another is refused', async () => {
    const claims = runClaims();
    const first = await site.read(claims, await site.writer.write({ claims, body: BODY }));
    const seen = async () => (first.ok ? first.payloadHash : undefined);
    const other = runClaims({ mid: claims.mid, act: 'function:payment@1.0.0' });
    expect(await site.read(other, await site.writer.write({ claims: other, body: BODY }), { seen })).toEqual({ ok: false, reject: 'mid-conflict' });
    expect(await site.read(claims, await site.writer.write({ claims, body: { arguments: 2 } }), { seen })).toEqual({ ok: false, reject: 'mid-conflict' });
  });

  test('holds nothing of its body in the clear', async () => {
    const text = await site.writer.write({ claims: runClaims(), body: { name: 'Aleksandra Petrova' } });
    const clear = text.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8')).join(' ');
    expect(clear).not.toContain('Aleksandra');
    expect(Buffer.from(clear.slice(clear.indexOf('"box"')), 'base64url').toString('latin1')).not.toContain('Aleksandra');
  });
});

describe('a message that is signed by ES256', () => {
  test('is the same message under the other signature that is valid as well (s and n - s)', async () => {
    const site = openSite('ES256');
    const claims = runClaims();
    const text = await site.writer.write({ claims, body: BODY });
    const [header = '', payload = '', signature = ''] = text.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    const s = (P256_ORDER - BigInt(`0x${bytes.toString('hex', 32)}`)).toString(16).padStart(64, '0');
    const twin = [header, payload, Buffer.concat([bytes.subarray(0, 32), Buffer.from(s, 'hex')]).toString('base64url')].join('.');
    expect(twin).not.toBe(text);
    expect(await site.read(claims, twin)).toEqual(await site.read(claims, text));
  });
});
