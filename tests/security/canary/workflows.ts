/** Every part of a person is Tier 1; the rest is what the cloud may see. */
const INPUT = `
input:
  schema:
    document:
      type: object
      additionalProperties: false
      required: [id, mode, marker, person]
      properties:
        id: { type: string, maxLength: 100, x-tier: 3 }
        mode: { type: string, maxLength: 100, x-tier: 3 }
        marker: { type: string, maxLength: 100, x-tier: 2 }
        person:
          type: object
          x-tier: 1
          additionalProperties: true
          required: [name]
          properties: { name: { type: string, minLength: 1, maxLength: 4000 } }
        people: { type: array, items: { type: object, x-tier: 1, properties: { name: { type: string } } } }
`;

const head = (name: string): string => `document: { dsl: 1.0.3, namespace: canary, name: ${name}, version: 1.0.0 }\nevaluate: { language: jsonata }\n${INPUT}`;
const CALL = "call: hostile:1.0.0@default\n            with: { mode: '${ $workflow.input.mode }', person: '${ $workflow.input.person }' }";

/** A function, with retries, and a catch that goes on. */
export const GUARDED = `${head('guarded')}
do:
  - attempt:
      try:
        - check:
            ${CALL}
      catch:
        errors: { with: { type: 'urn:uwf:error:DOWN' } }
        retry: { delay: { milliseconds: 50 }, limit: { attempt: { count: 2 } } }
  - end: { set: { marker: '\${ $workflow.input.marker }', resolution: '\${ $.resolution }', kept: '\${ $.score }' } }
`;

/** A function whose failure is caught, told by its type, and raised again as another. */
export const CAUGHT = `${head('caught')}
do:
  - attempt:
      try:
        - check:
            ${CALL}
      catch:
        as: failure
        do:
          - told: { set: { type: '\${ $failure.type }', status: '\${ $failure.status }', marker: '\${ $workflow.input.marker }' } }
  - again:
      try:
        - check2:
            ${CALL.replace("'${ $workflow.input.mode }'", 'throw')}
      catch:
        do:
          - stop: { raise: { error: { type: 'https://bank.example/errors/stopped', status: 422, title: 'stopped' } } }
`;

/** Nothing is caught: the run fails. */
export const PLAIN = `${head('plain')}
do:
  - check:
      ${CALL.replaceAll('\n            ', '\n      ')}
`;

/** Expressions over Tier 1 values, evaluated inside the bank; one of them fails on its value. */
export const COMPUTED = `${head('computed')}
do:
  - greet: { set: { greeting: '\${ "Dear " & $uppercase($workflow.input.person.name) }', marker: '\${ $workflow.input.marker }' } }
  - fail: { set: { number: '\${ $number($workflow.input.person.name) }' } }
`;

/** Loops and branches, each with a function over a part of the input. */
export const SPREAD = `${head('spread')}
do:
  - both:
      fork:
        branches:
          - one: { call: hostile:1.0.0@default, with: { mode: ok, person: '\${ $workflow.input.person }' } }
          - two: { call: hostile:1.0.0@default, with: { mode: talk, person: '\${ $workflow.input.person }' } }
`;

/** Each of several people by itself. */
export const EACH = `${head('each')}
do:
  - loop:
      for: { each: person, in: '\${ $workflow.input.people }' }
      do:
        - check: { call: hostile:1.0.0@default, with: { mode: ok, person: '\${ $person }' } }
`;

/** A request from inside the bank to a host that says everything again. */
export const ASKED = (endpoint: string): string => `${head('asked')}
do:
  - ask:
      call: http
      with: { method: post, endpoint: '${endpoint}', body: { mode: '\${ $workflow.input.mode }', person: '\${ $workflow.input.person }' } }
      metadata: { uwf: { zone: on-prem } }
`;
