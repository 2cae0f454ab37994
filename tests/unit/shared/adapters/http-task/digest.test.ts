import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChallenges } from '#shared/adapters/http-task/challenges.ts';
import { answerDigest } from '#shared/adapters/http-task/digest.ts';

/** The example of RFC 7616 §3.9.1. */
const EXAMPLE = { method: 'GET', url: new URL('http://www.example.org/dir/index.html'), username: 'Mufasa', password: 'Circle of Life' };
const CNONCE = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
const challenge = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;

const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');

describe('answerDigest()', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('answers the example of RFC 7616 for %s', (algorithm, response) => {
    expect(answerDigest(challenge(algorithm), EXAMPLE, CNONCE)).toBe(
      `Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="${CNONCE}", qop=auth, response="${response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
    );
  });

  test('answers the example of RFC 7616 §3.9.2: SHA-512-256, a hidden user name and UTF-8', () => {
    const request = { method: 'GET', url: new URL('http://api.example.org/doe.json'), username: 'Jäsøn Doe', password: 'Secret, or not?' };
    const nonce = '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK';
    const field = `Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="${nonce}", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true`;
    const secret = hash('sha512-256', 'Jäsøn Doe:api@example.org:Secret, or not?');
    const response = hash('sha512-256', `${secret}:${nonce}:00000001:c:auth:${hash('sha512-256', 'GET:/doe.json')}`);
    const answer = answerDigest(field, request, 'c') ?? '';
    expect(answer).toContain(`username="${hash('sha512-256', 'Jäsøn Doe:api@example.org')}"`);
    expect(answer).toContain(`response="${response}"`);
    expect(answer).toContain('userhash=true');
  });

  test('takes the strongest challenge that it knows, in any order and among other schemes', () => {
    const field = `Negotiate, Basic realm="b", ${challenge('MD5')}, ${challenge('SHA-256')}, ${challenge('SHA-999')}`;
    expect(answerDigest(field, EXAMPLE)).toContain('algorithm=SHA-256');
  });

  test('binds a session to its nonces', () => {
    const secret = hash('md5', `${hash('md5', 'Mufasa:r:Circle of Life')}:n:c`);
    expect(answerDigest('Digest realm="r", nonce="n", algorithm=MD5-sess, qop=auth', EXAMPLE, 'c')).toContain(`response="${hash('md5', `${secret}:n:00000001:c:auth:${hash('md5', 'GET:/dir/index.html')}`)}"`);
  });

  test('answers servers from before quality of protection', () => {
    const answer = answerDigest('Digest realm="r", nonce="n"', EXAMPLE) ?? '';
    expect(answer).toContain(`response="${hash('md5', `${hash('md5', 'Mufasa:r:Circle of Life')}:n:${hash('md5', 'GET:/dir/index.html')}`)}"`);
    expect(answer).not.toMatch(/qop|cnonce|algorithm/u);
  });

  test('signs path and query, and quotes what must be', () => {
    const answer = answerDigest('Digest realm="a \\"b\\" c", nonce="n", qop=auth', { ...EXAMPLE, url: new URL('http://h/p?a=1&b=2'), username: 'a"\\b' });
    expect(answer).toContain('uri="/p?a=1&b=2"');
    expect(answer).toContain('realm="a \\"b\\" c"');
    expect(answer).toContain('username="a\\"\\\\b"');
  });

  test('writes a name that is no ASCII as RFC 8187 says', () => {
    expect(answerDigest('Digest realm="r", nonce="n", qop=auth', { ...EXAMPLE, username: "Жан'(*)" })).toContain("username*=UTF-8''%D0%96%D0%B0%D0%BD%27%28%2A%29,");
  });

  test.each([[null], [''], ['Basic realm="x"'], ['Digest realm="r"'], ['Digest nonce="n"'], ['Digest realm="r", nonce="n", qop="auth-int"'], ['Digest realm="r", nonce="n", algorithm=SHA-999'], ['Digest realm="r", nonce="n", algorithm=MD5-sess']])(
    'has no answer to %j',
    (field) => {
      expect(answerDigest(field, EXAMPLE)).toBeUndefined();
    },
  );

  test('never puts the password into the header', () => {
    fc.assert(fc.property(fc.string({ minLength: 12 }), (password) => !(answerDigest(challenge('SHA-256'), { ...EXAMPLE, password }) ?? '').includes(password)));
  });
});

describe('parseChallenges()', () => {
  test('reads several challenges with tokens and quoted texts', () => {
    expect(parseChallenges('Basic realm="simple", , NewAuth apps ,title="a, \\"b\\"" , Digest x=1,y = "2"')).toEqual([
      { scheme: 'basic', parameters: new Map([['realm', 'simple']]) },
      { scheme: 'newauth', parameters: new Map() },
      { scheme: 'apps', parameters: new Map([['title', 'a, "b"']]) },
      { scheme: 'digest', parameters: new Map([['x', '1'], ['y', '2']]) },
    ]);
  });

  test('ends at what cannot be read, and takes no time for any text', () => {
    expect(parseChallenges('Digest realm="open')).toEqual([{ scheme: 'digest', parameters: new Map() }, { scheme: 'realm', parameters: new Map() }]);
    const started = performance.now();
    parseChallenges(`Digest ${'a="\\'.repeat(20_000)}`);
    parseChallenges(`${' ,'.repeat(50_000)}=`);
    expect(performance.now() - started).toBeLessThan(1_000);
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseChallenges(text))));
  });
});
