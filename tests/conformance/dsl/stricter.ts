import type { JsonObject } from '#shared/core/kernel/json.ts';

/** A class of documents that the specification's schema lets through and ours refuses, on purpose. */
export interface StricterClass {
  readonly code: string;
  /** Pointers that the class covers. */
  readonly where: RegExp;
  readonly reason: string;
}

/** A name in a pointer: one token. */
const ANY = '/[^/]+';

/** Everything that is left out of the comparison. A refusal with another code or place is a disagreement. */
export const STRICTER: readonly StricterClass[] = [
  { code: 'UWF-1020', where: new RegExp(`^${ANY}$`, 'u'), reason: 'Unknown fields of the document: the schema leaves the root open, so that a mistyped section would be lost without a word.' },
  { code: 'UWF-1020', where: new RegExp(`/catch/errors(?:/with)?${ANY}$`, 'u'), reason: 'Unknown fields of an error filter: left open by omission; a mistyped property would catch too much.' },
  { code: 'UWF-1020', where: new RegExp(`/correlate${ANY}${ANY}$`, 'u'), reason: 'Unknown fields of a correlation: left open by omission.' },
  { code: 'UWF-1020', where: new RegExp(`/(?:oauth2|oidc)/(?:endpoints|request)${ANY}$`, 'u'), reason: 'Unknown fields beneath an OAuth policy: left open by omission.' },
  { code: 'UWF-1020', where: new RegExp(`^/use/authentications${ANY}${ANY}$`, 'u'), reason: 'Unknown fields of a reusable authentication policy: closed where the same policy stands inline.' },
  { code: 'UWF-1020', where: new RegExp(`/with/(?:transport(?:/(?:http|stdio))?/|client/)?[^/]+$`, 'u'), reason: 'Unknown fields of call: mcp: left open by omission.' },
  { code: 'UWF-1023', where: /\/with\/method$/u, reason: 'An HTTP method is a token, not any text.' },
  { code: 'UWF-1023', where: /\/(?:days|hours|minutes|seconds|milliseconds|count)$/u, reason: 'Lengths of time and counts are not negative.' },
  { code: 'UWF-1025', where: /^\/document\/dsl$/u, reason: 'Only DSL 1.0.x is read.' },
  { code: 'UWF-1026', where: /^\/document\/version$/u, reason: 'A version has at most 64 characters: it is part of keys and paths.' },
  { code: 'UWF-1032', where: /./u, reason: 'The name of a task has 1 to 200 characters.' },
  { code: 'UWF-1033', where: /./u, reason: 'Two tasks of one list may not have the same name: the specification says so, its schema cannot.' },
  { code: 'UWF-1050', where: /\/metadata\/uwf/u, reason: 'metadata.uwf is ours.' },
  { code: 'UWF-1051', where: /\/metadata\/uwf/u, reason: 'metadata.uwf is ours.' },
];

/** A document that we accept and the specification's schema refuses, on purpose. */
export interface AdditionClass {
  readonly name: string;
  readonly document: JsonObject;
  readonly reason: string;
}

const HEADER = { dsl: '1.0.3', namespace: 'tests', name: 'addition', version: '1.0.0' };

/** Our own additions that are no metadata. */
export const ADDITIONS: readonly AdditionClass[] = [
  {
    name: 'stateMachine',
    document: { document: HEADER, input: { schema: { document: { type: 'object' } } }, stateMachine: { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } } },
    reason: 'A state machine of Amazon States Language in place of do: it has an identity, an input schema and a tier check like any other definition.',
  },
];
