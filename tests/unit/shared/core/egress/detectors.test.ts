import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createDetectors, type DetectorSettings } from '#shared/core/egress/detectors.ts';

function scan(text: string, settings: DetectorSettings & { readonly field?: string } = {}): readonly string[] {
  const created = createDetectors(settings);
  if (!created.ok) throw new Error(created.error.expected);
  return created.value.scan(text, settings.field);
}

describe('card numbers', () => {
  test.each(['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111', '3782 822463 10005', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', '0004111111111111111', '%B4111111111111111^DOE/J^2512', '411111 111111 1111', 'card4111111111111111EUR', '2,4111111111111111,9', '411111_1111_111111'])(
    'finds %s',
    (text) => expect(scan(text)).toEqual(['card-number']),
  );

  test.each(['4111111111111112', '9111111111111111', '41111111111111111111', '0.4111111111111111', '411111******1111', '4111, 1111, 1111, 1111', '411111111111', 'a4111111111111111bcdef01'])('passes %s', (text) =>
    expect(scan(text)).toEqual([]),
  );
});

describe('IBANs', () => {
  test.each(['DE89370400440532013000', 'DE89 3704 0044 0532 0130 00', 'de89 3704 0044 0532 0130 00', 'to IBANDE89370400440532013000.', 'KZ86125KZT5004100100', 'KZ 86125KZT5004100100', 'GB29-NWBK-6016-1331-9268-19', 'NO9386011117947'])('finds %s', (text) => expect(scan(text)).toContain('iban'));

  test.each(['DE88370400440532013000', 'XX89370400440532013000', 'DE8937040044053201300', 'xKZ86125KZT5004100100y', 'SE20 men and 25 more of them'])('passes %s', (text) => expect(scan(text)).not.toContain('iban'));
});

describe('e-mail addresses', () => {
  test.each(['jane.doe@bank.example', 'write to <jane+x@mail.bank.co.uk>', 'айгүл@пошта.қаз', '"jane doe"@bank.example', 'mailto:j@xn--80ak6aa92e.xn--p1ai', 'jane%40bank.example', 'jane@bank。example'])('finds %s', (text) => expect(scan(text)).toEqual(['email']));

  test.each(['@middy/core@6.4.5', 'tests.check@1.0.0-rc.one', 'app@sha256:0f1e', 'a @ b.example', 'user@localhost', '@', '12 @ 3.50 each'])('passes %s', (text) => expect(scan(text)).toEqual([]));
});

describe('phone numbers', () => {
  test.each(['+77011234567', '+7 (701) 123-45-67', '+44 20 7946 0958', 'tel:+1-202-555-0143', '8 701 123 45 67', '(701) 123-45-67', '202-555-0143', '202.555.0143', '01 23 45 67 89', '0171 1234567', 'phone 87011234567', 'call me: 701 1234567', 'тел. 87011234567', '%2B77011234567'])('finds %s', (text) =>
    expect(scan(text)).toEqual(['phone']),
  );

  test.each(['87011234567', '77011234567', '2026-11-23', '2026-11-23T14:05:27.123+05:00', '20261123140527', '+12345678.90', '+1 234 567.89', '+1,234,567', '1795401234567', '192.168.100.200', '200.100.10.10', '123e4567-e89b-42d3-a456-426614174000', '701-123-456-7890', '1 234 567 890', '0001-1234567', '978-3-16-148410-0', 'a+77011234567', 'called 3 times in 1200 ms'])(
    'passes %s',
    (text) => expect(scan(text)).toEqual([]),
  );

  test('takes digits for a number where the name of the field says so', () => {
    for (const field of ['phone', 'client_phone', 'mobileNumber', 'tel', 'homeTel', 'fax_no', 'msisdn']) expect(scan('87011234567', { field }), field).toEqual(['phone']);
    for (const field of ['total', 'telemetry', 'hotel', 'cellar', 'id']) expect(scan('87011234567', { field }), field).toEqual([]);
  });
});

describe('national ids', () => {
  const IIN = { name: 'kz-iin', mask: '999999999999', checksum: { kind: 'mod11', weights: [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]] }, date: 'yymmdd' } as const;
  const cases = [
    [IIN, '870412300555', '870412300556'],
    [{ name: 'us-ssn', mask: '999-99-9999', checksum: { kind: 'none' } }, '536-22-1234', '5362-21234'],
    [{ name: 'in-aadhaar', mask: '9999 9999 9999', checksum: { kind: 'verhoeff' } }, '2363 4567 8904', '2363 4567 8903'],
    [{ name: 'se-pnr', mask: '999999-9999', checksum: { kind: 'luhn' }, date: 'yymmdd' }, '811228-9874', '811228-9873'],
    [{ name: 'fr-nir', mask: '9 99 99 99 999 999 99', checksum: { kind: 'mod97', complement: true } }, '2 55 08 14 168 025 38', '2 55 08 14 168 025 39'],
    [{ name: 'doc', mask: 'AA99999999', checksum: { kind: 'mod97' } }, 'ZZ00000010', 'ZZ00000011'],
    [{ name: 'pt-nif', mask: '999999999', checksum: { kind: 'mod11', weights: [[9, 8, 7, 6, 5, 4, 3, 2]], complement: true } }, '501964843', '501964844'],
  ] as const;

  test.each(cases)('$name', (rule, valid, invalid) => {
    const nationalIds = [rule];
    expect(scan(valid, { nationalIds })).toContain(`national-id:${rule.name}`);
    expect(scan(valid.replace(/[- ]/gu, ''), { nationalIds })).toContain(`national-id:${rule.name}`);
    expect(scan(`x${valid}`, { nationalIds })).not.toContain(`national-id:${rule.name}`);
    expect(scan(invalid, { nationalIds })).not.toContain(`national-id:${rule.name}`);
    expect(scan(Buffer.from(`id=${valid};`).toString('base64'), { nationalIds })).toContain(`national-id:${rule.name}`);
  });

  test('rules that cannot be used are refused with their place', () => {
    const outcome = (rule: object) => createDetectors({ nationalIds: [IIN, { ...IIN, ...rule }] });
    expect(outcome({ name: 'KZ IIN' })).toMatchObject({ ok: false, error: { setting: 'nationalIds[1]' } });
    expect(outcome({ mask: '999' })).toMatchObject({ ok: false });
    expect(outcome({ checksum: { kind: 'mod11', weights: [[]] } })).toMatchObject({ ok: false });
    expect(createDetectors({ nationalIds: Array.from({ length: 51 }, () => IIN) })).toMatchObject({ ok: false, error: { setting: 'nationalIds' } });
  });
});

describe('canaries', () => {
  test('are found in any case, cut up, backwards and beside others', () => {
    const canaries = ['Aigerim Sätova 77', 'other-canary-1'];
    for (const text of ['aigerim sätova 77', 'AIGERIM_SÄTOVA_77', 'x-a.i.g.e.r.i.m-s.ä.t.o.v.a-7/7', '77 avotäs miregiA', 'the OTHER canary 1!']) expect(scan(text, { canaries }), text).toEqual(['canary']);
    expect(scan('Aigerim 77', { canaries })).toEqual([]);
  });

  test('that are too short are refused by their place', () => {
    expect(createDetectors({ canaries: ['long enough', 'short'] })).toEqual({ ok: false, error: { setting: 'canaries[1]', expected: expect.any(String) } });
  });
});

describe('what cannot be looked into', () => {
  test('is told as such: compressed bytes, and encodings without end', () => {
    expect(scan(gzipSync('4111111111111111').toString('base64'))).toContain('unreadable');
    expect(scan(`data:application/gzip;base64,${gzipSync('x').toString('base64')}`)).toContain('unreadable');
    expect(scan(gzipSync('x').toString('hex'))).toContain('unreadable');
  });

  test('three layers are opened, a fourth is not', () => {
    const wrap = (text: string, times: number): string => (times === 0 ? text : Buffer.from(wrap(text, times - 1)).toString('base64'));
    expect(scan(wrap('4111111111111111', 3))).toEqual(['card-number']);
    expect(scan(wrap('4111111111111111', 4))).toEqual([]);
  });
});

test('the detectors that are always there are named', () => {
  const created = createDetectors();
  expect(created.ok && created.value.names).toEqual(['card-number', 'iban', 'email', 'phone', 'canary', 'unreadable']);
});
