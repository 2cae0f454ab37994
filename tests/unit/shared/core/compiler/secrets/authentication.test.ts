import { describe, expect, test } from 'vitest';
import { compileText, runDocument } from '../run-document.ts';

function call(authentication: string, use = ''): string {
  return `${use}\ndo: [ { t: { call: http, with: { method: get, endpoint: { uri: "https://a.example/", authentication: ${authentication} } } } } ]`;
}

const given = (body: string): unknown => runDocument(body, { token: 'abc' }).given[0];

describe('authentication of a call', () => {
  test('stands in the arguments as the DSL shapes it', () => {
    expect(given(call('{ basic: { username: a, password: b } }'))).toMatchObject({ authentication: { basic: { username: 'a', password: 'b' } } });
    expect(given(call('{ oauth2: { authority: "https://id.example", grant: client_credentials, client: { id: a, secret: b }, scopes: [ x ] } }'))).toMatchObject({ authentication: { oauth2: { grant: 'client_credentials', scopes: ['x'] } } });
  });

  test('may be declared once and named', () => {
    expect(given(call('{ use: mine }', 'use: { authentications: { mine: { bearer: { token: t } } } }'))).toMatchObject({ authentication: { bearer: { token: 't' } } });
  });

  test('may be a secret as a whole', () => {
    expect(given(call('{ digest: { use: api } }', 'use: { secrets: [ api ] }'))).toMatchObject({ authentication: { digest: { 'uwf:secret': 'api' } } });
  });

  test('that comes from data works, with a warning', () => {
    const body = call('{ bearer: { token: "${ $.token }" } }');
    expect(given(body)).toMatchObject({ authentication: { bearer: { token: 'abc' } } });
    expect(compileText(body).diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['warning UWF-2065']);
  });
});
