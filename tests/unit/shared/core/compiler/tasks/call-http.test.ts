import { describe, expect, test } from 'vitest';
import { programOf, runDocument } from '../run-document.ts';

describe('call of http', () => {
  test('hands out the request with everything decided', () => {
    const body = `do:
  - ask:
      call: http
      with: { method: post, endpoint: "https://api.example/a/{id}", headers: { X-A: "\${ $.h }" }, query: { q: "\${ $.h }" }, body: { deep: { er: "\${ $.b }" } }, output: response, redirect: true }`;
    expect(runDocument(body, { id: 'x', h: 'v', b: [1] }).given).toEqual([
      { method: 'POST', endpoint: 'https://api.example/a/x', headers: { 'X-A': 'v' }, query: { q: 'v' }, body: { deep: { er: [1] } }, output: 'response', redirect: true },
    ]);
  });

  test('fills in the defaults of output and redirect, which come from nowhere in particular', () => {
    const body = 'do: [ { ask: { call: http, with: { method: get, endpoint: "https://api.example/" } } } ]';
    expect(runDocument(body).given).toEqual([{ method: 'GET', endpoint: 'https://api.example/', output: 'content', redirect: false }]);
    expect(programOf(body).sourceMap.fields).toMatchObject({ '/States/ask/Arguments/redirect': '/do/0/ask/with', '/States/ask/Arguments/method': '/do/0/ask/with/method' });
  });

  test('takes the endpoint from an expression', () => {
    const body = 'do: [ { ask: { call: http, with: { method: get, endpoint: "${ $.base & \'/x\' }" } } } ]';
    expect(runDocument(body, { base: 'https://b.example' }).given).toMatchObject([{ endpoint: 'https://b.example/x' }]);
  });
});
