import { describe, expect, test } from 'vitest';
import { compileText, findingsOf } from './run-document.ts';

const LEAK = `input: { schema: { document: { type: object, additionalProperties: false, properties: { phone: { type: string, x-tier: 1 } } } } }
do: [ { notify: { call: http, with: { method: post, endpoint: "https://x.example/", body: { phone: "\${ $.phone }" } } } } ]`;

describe('compileDefinition()', () => {
  test('tells problems of every pass at once, in the order of the document', () => {
    const body = `do:
  - a: { call: nobody }
  - b: { set: { x: "\${ $nothing }" }, then: end }
  - c: { wait: P2000D, metadata: { uwf: { zone: on-prem } } }`;
    expect(findingsOf(body)).toEqual(['UWF-2020 /do/0/a/call', 'UWF-2030 /do/1/b/set/x', 'UWF-2048 /do/2/c', 'UWF-2051 /do/2/c/metadata/uwf/zone']);
  });

  test('is invalid for a text that is no document, and knows no definition of it', () => {
    const outcome = compileText('do: 1');
    expect(outcome).toMatchObject({ accepted: false, reason: 'invalid' });
    expect(outcome).not.toHaveProperty('definition');
  });

  test('is refused when only the data flow is wrong, invalid when something else is too', () => {
    expect(compileText(LEAK)).toMatchObject({ accepted: false, reason: 'refused', definition: { identity: { name: 'unit' } } });
    expect(compileText(`${LEAK.replace(/ \]$/, '')}, { b: { call: nobody } } ]`)).toMatchObject({ accepted: false, reason: 'invalid' });
  });

  test('accepts with warnings', () => {
    const outcome = compileText('do: [ { a: { set: { x: 1 }, then: end } }, { b: { set: { x: 2 } } } ]');
    expect(outcome).toMatchObject({ accepted: true, diagnostics: [{ code: 'UWF-2048', severity: 'warning', position: { line: 3 } }] });
  });

  test('points into the document where the data goes', () => {
    expect(compileText(LEAK).diagnostics.map(({ pointer }) => pointer)).toEqual(['/do/0/notify/with/body/phone']);
  });
});
