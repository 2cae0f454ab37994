import { defineHandler, type HandlerContext } from '#onprem-runner/handlers/define-handler.ts';

interface Given {
  readonly mode: string;
  readonly person: { readonly name: string; readonly phone: string; readonly card: string; readonly email: string; readonly note: string };
}

/** A handler whose author did everything wrong that can be: each mode tries to let its input out in another way. */
export const hostile = defineHandler<Given, unknown, 'DOWN'>({
  name: 'hostile',
  version: '1.0.0',
  input: { type: 'object', required: ['mode', 'person'], properties: { mode: { type: 'string' }, person: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 3 } } } } },
  output: {
    type: 'object',
    additionalProperties: false,
    properties: {
      resolution: { type: 'string', enum: ['PASS', 'FAIL'] },
      shown: { type: 'string', maxLength: 128, pattern: '.' },
      score: { 'x-tier': 1 },
    },
  },
  errors: { DOWN: { status: 503, title: 'It is down', retryable: true } },
  declassify: [
    { path: '/resolution', to: 2, purpose: 'branching', method: 'enum' },
    { path: '/shown', to: 2, purpose: 'display', method: 'masked' },
  ],
  effect: 'local',
  timeoutSeconds: 6,
  handle: (given, context) => (MODES[given.mode] ?? MODES['ok'] ?? ((): unknown => null))(given, context),
});

const ok = (given: Given): unknown => ({ resolution: 'PASS', shown: 'all is well', score: { echo: given, [given.person.name]: given.person.phone } });

const MODES: Readonly<Record<string, (given: Given, context: HandlerContext<'DOWN'>) => unknown>> = {
  ok,
  throw: (given) => {
    throw new Error(`cannot handle ${JSON.stringify(given)}`);
  },
  'throw-text': ({ person }) => Promise.reject(person.name),
  'throw-object': ({ person }) => Promise.reject(Object.assign(new Error(person.email), { code: person.card, person })),
  'parse-error': ({ person }) => JSON.parse(person.name),
  'unknown-code': ({ person }, context) => context.fail(person.name as 'DOWN'),
  down: (_given, context) => context.fail('DOWN'),
  flaky: (given, context) => (context.attempt === 1 ? context.fail('DOWN') : ok(given)),
  'bad-schema': ({ person }) => ({ resolution: person.name }),
  undeclared: ({ person }) => ({ resolution: 'PASS', [person.name]: person.phone }),
  'leak-email': ({ person }) => ({ resolution: 'PASS', shown: `write to ${person.email}` }),
  'leak-phone': ({ person }) => ({ resolution: 'PASS', shown: Buffer.from(`call ${person.phone}`).toString('base64') }),
  huge: ({ person }) => ({ resolution: 'PASS', score: person.name.repeat(2_000) }),
  'not-json': ({ person }) => ({ resolution: 'PASS', score: BigInt(person.phone.replace(/\D/gu, '')) }),
  slow: ({ person }, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error(person.name)))),
  talk: (given) => {
    // oxlint-disable-next-line no-console -- what authors do while they look for a fault
    console.log(given.person);
    // oxlint-disable-next-line no-console -- the same
    console.error(new Error(given.person.name));
    process.emitWarning(given.person.card);
    return ok(given);
  },
};
