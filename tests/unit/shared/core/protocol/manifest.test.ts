import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { compareSubjects, formatManifest, parseManifest, subjectOf, type DefinitionManifest } from '#shared/core/protocol/manifest.ts';

const PROGRAM = {
  identity: { namespace: 'examples', name: 'antifraud', version: '1.0.0' },
  compilerVersion: '0.1.0',
  target: { name: 'default', runtime: 'engine', zone: 'private-cloud', capabilities: ['uwf:grpc', 'uwf:a2a'] },
  placement: { tasks: { scoring: { zone: 'on-prem' } } },
  source: { document: { name: 'antifraud' }, do: [] },
} as const;
const REVISION = 'ab'.repeat(32);
const subject = subjectOf(PROGRAM, REVISION);
const manifest: DefinitionManifest = { ...subject, v: 1, releasedBy: 'release@bank.example', at: 1_800_000_000 };

describe('subjectOf()', () => {
  test('digests the document and the placement by RFC 8785 and SHA-256', () => {
    const digest = (value: Parameters<typeof canonicalJson>[0]): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
    expect(subject).toMatchObject({ definition: digest(PROGRAM.source), placement: digest(PROGRAM.placement), program: REVISION, compilerVersion: '0.1.0' });
  });

  test('names the target by what it can do, in one order', () => {
    expect(subject.target).toEqual({ name: 'default', runtime: 'engine', zone: 'private-cloud', capabilities: ['uwf:a2a', 'uwf:grpc'] });
    expect(subjectOf({ ...PROGRAM, target: { name: 'a', runtime: 'engine', zone: 'on-prem' } }, REVISION).target.capabilities).toEqual([]);
  });

  test('does not depend on the order of members', () => {
    expect(subjectOf({ ...PROGRAM, source: { do: [], document: { name: 'antifraud' } } }, REVISION)).toEqual(subject);
  });
});

describe('compareSubjects()', () => {
  test('finds no difference to the same compilation', () => {
    expect(compareSubjects(manifest, subjectOf(structuredClone(PROGRAM), REVISION))).toEqual([]);
  });

  test.each([
    ['identity', { identity: { ...PROGRAM.identity, version: '1.0.1' } }],
    ['definition', { source: { do: [1] } }],
    ['compilerVersion', { compilerVersion: '0.2.0' }],
    ['placement', { placement: { tasks: { scoring: { zone: 'private-cloud' } } } }],
    ['target', { target: { ...PROGRAM.target, zone: 'public-cloud' } }],
  ])('says that %s differs', (member, more) => {
    expect(compareSubjects(manifest, subjectOf({ ...PROGRAM, ...more }, REVISION))).toEqual([member]);
  });

  test('says that the program differs', () => {
    expect(compareSubjects(manifest, subjectOf(PROGRAM, 'cd'.repeat(32)))).toEqual(['program']);
  });
});

describe('parseManifest()', () => {
  test('reads what formatManifest() writes', () => {
    expect(parseManifest(formatManifest(manifest))).toEqual(manifest);
  });

  test.each([
    ['another version', { v: 2 }],
    ['a member too many', { approved: true }],
    ['an identity without a version', { identity: { namespace: 'a', name: 'b' } }],
    ['an identity with a number', { identity: { ...PROGRAM.identity, version: 1 } }],
    ['a digest in capitals', { program: 'AB'.repeat(32) }],
    ['a digest that is too short', { definition: 'ab' }],
    ['a target without its capabilities', { target: { name: 'a', runtime: 'b', zone: 'c' } }],
    ['capabilities that are no texts', { target: { ...subject.target, capabilities: [1] } }],
    ['a target that is a text', { target: 'default' }],
    ['an identity that is a text', { identity: 'antifraud' }],
    ['a control character in a name', { releasedBy: 'a\u0000' }],
    ['a name that is too long', { releasedBy: 'a'.repeat(257) }],
    ['a time that is no whole number', { at: 1.5 }],
    ['a time before all times', { at: -1 }],
  ])('refuses %s', (_what, more) => {
    expect(parseManifest(JSON.stringify({ ...manifest, ...more }))).toBeUndefined();
  });

  test.each(['', '[]', '{}', '{"v":1,"v":1}', `{"a":"${'x'.repeat(9_000)}"}`])('refuses what is none: %#', (text) => {
    expect(parseManifest(text)).toBeUndefined();
  });
});
