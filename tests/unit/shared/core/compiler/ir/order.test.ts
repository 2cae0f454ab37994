import { expect, test } from 'vitest';
import { comparePointerTokens, inDocumentOrder } from '#shared/core/compiler/ir/order.ts';
import { draft } from './drafts.ts';

test('states stand as the document reads, with the parts of a task around what is inside', () => {
  const places = ['/do/10/z', '/do/2/t/catch/do/0/c', '/do/2/t/try/0/b', '/do/2/t#output', '/do/2/t#input', '/do/2/t#if', '/do/2/t#catch', '#end', '#start'];
  const drafts = places.map((text) => {
    const [place = '', part = 'body'] = text.split('#');
    return draft('x', text, part === 'body' ? 'body' : part === 'if' ? 'if' : part === 'input' ? 'input' : part === 'output' ? 'output' : part === 'catch' ? 'catch' : part === 'end' ? 'end' : 'start', { place });
  });
  expect(inDocumentOrder(drafts).map(({ label }) => label)).toEqual(['#start', '/do/2/t#if', '/do/2/t#input', '/do/2/t/try/0/b', '/do/2/t/catch/do/0/c', '/do/2/t#output', '/do/2/t#catch', '/do/10/z', '#end']);
});

test('tokens that are positions are compared as numbers', () => {
  expect(comparePointerTokens('9', '10')).toBeLessThan(0);
  expect(comparePointerTokens('a', 'a')).toBe(0);
  expect(comparePointerTokens('b', 'a')).toBeGreaterThan(0);
  expect(comparePointerTokens('try', 'catch')).toBeLessThan(0);
});
