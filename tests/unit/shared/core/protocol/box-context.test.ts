import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { boxContext } from '#shared/core/protocol/box-context.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import { cancelClaims, manifestClaims, resultClaims, runClaims } from '#tests/support/door-parties.ts';

describe('boxContext()', () => {
  test('is SHA-256 over what the body belongs to, as the protocol says', () => {
    const claims = runClaims({ itr: 'map[2]', att: 3 });
    const text = ['uwf1', 'run', claims.iss, claims.aud, claims.tid, claims.exe, claims.stp, 'map[2]', '3'].join('\u001f');
    expect(boxContext(claims)).toBe(createHash('sha256').update(text).digest('base64url'));
  });

  test.each<Partial<MessageClaims>>([{ iss: 'x' }, { aud: 'x' }, { tid: 'x' }, { exe: 'x' }, { stp: 'x' }, { itr: 'x' }, { att: 9 }])('differs where %j does', (more) => {
    const claims = runClaims();
    expect(boxContext({ ...claims, ...more } as MessageClaims)).not.toBe(boxContext(claims));
  });

  test('differs by type, and between a site and an execution', () => {
    const contexts = [runClaims(), cancelClaims(), resultClaims(), manifestClaims(), manifestClaims({ site: 'site-2' })].map(boxContext);
    expect(new Set(contexts).size).toBe(contexts.length);
  });

  test('does not depend on what changes when a message is sent again', () => {
    expect(boxContext(runClaims({ iat: 1, exp: 2, ref: 'a' }))).toBe(boxContext(runClaims({ iat: 3, exp: 4, ref: 'b' })));
  });
});
