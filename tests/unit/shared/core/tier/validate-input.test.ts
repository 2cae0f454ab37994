import { beforeAll, describe, expect, test } from 'vitest';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createSealer, generateSealingKey } from '#shared/adapters/jose/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { SealedField } from '#shared/core/tier/placement.ts';
import { sealedFormOf, validateInput, type InputCheckRequest, type InputProblem } from '#shared/core/tier/validate-input.ts';
import type { SealContext } from '#shared/ports/sealer.ts';

const SCHEMA: JsonObject = {
  type: 'object',
  required: ['id', 'client_pan'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', 'x-tier': 3 },
    client_pan: { type: 'string', pattern: '^[0-9]{16}$', 'x-tier': 1 },
    client_phone: { type: ['string', 'null'], 'x-tier': 1 },
    client_cvv: { type: 'string', 'x-tier': 1, 'x-transient': true },
    merchant: { type: 'object', properties: { terminal: { type: 'string', 'x-tier': 1 }, city: { type: 'string' } }, additionalProperties: false },
    cards: { type: 'array', items: { type: 'object', properties: { pan: { type: 'string', 'x-tier': 1 } }, additionalProperties: false } },
  },
};

function field(dataPath: readonly string[], schemaPointer: string): SealedField {
  return { dataPath, schemaPointer, origin: `/input/schema/document${schemaPointer}`, tier: 1 };
}

const FIELDS: readonly SealedField[] = [
  field(['client_pan'], '/properties/client_pan'),
  field(['client_phone'], '/properties/client_phone'),
  field(['merchant', 'terminal'], '/properties/merchant/properties/terminal'),
  field(['cards', '*', 'pan'], '/properties/cards/items/properties/pan'),
];

const CONTEXT: SealContext = { tid: 'bank', def: 'payments/antifraud', ptr: '/input/schema/document/properties/client_pan', sub: 'partner-1' };

const validator = createSchemaValidator();
const keys = await generateSealingKey();
let sealed = '';

async function seal(context: Partial<SealContext> = {}, key = keys): Promise<string> {
  const sealer = await createSealer({ key, clock: systemClock, ids: randomIdSource });
  return sealer.seal({ value: '4111111111111111', context: { ...CONTEXT, ...context } });
}

function check(input: JsonValue, more: Partial<InputCheckRequest> = {}): readonly InputProblem[] {
  return validateInput({
    input,
    inputSchema: SCHEMA,
    sealedFields: FIELDS,
    definition: { namespace: 'payments', name: 'antifraud', version: '1.0.0' },
    principal: 'partner-1',
    tenant: 'bank',
    knownKeys: new Set([keys.kid]),
    validate: (schema, value) => validator.validate({ schema, value }),
    ...more,
  });
}

beforeAll(async () => {
  sealed = await seal();
});

describe('an input is accepted', () => {
  test('with its Tier 1 fields sealed for this definition, field and caller', () => {
    expect(check({ id: 'a', client_pan: sealed })).toEqual([]);
  });

  test('with null and absent fields in the clear where the schema allows them', () => {
    expect(check({ id: 'a', client_pan: sealed, client_phone: null, merchant: { city: 'X' } })).toEqual([]);
  });

  test('with sealed values inside objects and arrays', async () => {
    const terminal = await seal({ ptr: '/input/schema/document/properties/merchant/properties/terminal' });
    const pan = await seal({ ptr: '/input/schema/document/properties/cards/items/properties/pan' });
    expect(check({ id: 'a', client_pan: sealed, merchant: { terminal }, cards: [{ pan }, {}, { pan }] })).toEqual([]);
  });

  test('of any shape when there is no schema', () => {
    expect(check([1, { a: 'x' }], { inputSchema: true, sealedFields: [] })).toEqual([]);
  });

  test('that is sealed as a whole, also when its schema has references', async () => {
    const inputSchema = { $ref: '#/$defs/all', 'x-tier': 1, $defs: { all: { type: 'object' } } };
    const whole: SealedField = { dataPath: [], schemaPointer: '', origin: '/input/schema/document', tier: 1 };
    const text = await seal({ ptr: '/input/schema/document' });
    expect(check(text, { inputSchema, sealedFields: [whole] })).toEqual([]);
    expect(check({ name: 'Erika' }, { inputSchema, sealedFields: [whole] })).toMatchObject([{ kind: 'clear-tier-1', pointer: '' }]);
  });
});

describe('Tier 1 in the clear is refused', () => {
  test('with the pointer of the field and of its schema, without the value', () => {
    const problems = check({ id: 'a', client_pan: '4111111111111111' });
    expect(problems).toEqual([{ kind: 'clear-tier-1', pointer: '/client_pan', schemaPointer: '/properties/client_pan', message: 'must be sealed: it is Tier 1' }]);
  });

  test.each<[string, JsonValue, string]>([
    ['a number', { id: 'a', client_pan: 4_111_111_111_111_111 }, '/client_pan'],
    ['an object', { id: 'a', client_pan: { number: '4111111111111111' } }, '/client_pan'],
    ['an array', { id: 'a', client_pan: ['4111111111111111'] }, '/client_pan'],
    ['an empty text', { id: 'a', client_pan: '' }, '/client_pan'],
    ['a text before the prefix', { id: 'a', client_pan: ' uwf-sealed:1:x' }, '/client_pan'],
  ])('as %s', (_name, input, pointer) => {
    expect(check(input)).toMatchObject([{ kind: 'clear-tier-1', pointer }]);
  });

  test('in an item of an array', () => {
    expect(check({ id: 'a', client_pan: sealed, cards: [{}, { pan: '4111' }] })).toEqual([
      { kind: 'clear-tier-1', pointer: '/cards/1/pan', schemaPointer: '/properties/cards/items/properties/pan', message: 'must be sealed: it is Tier 1' },
    ]);
  });

  test('under names that only additionalProperties admits, without those names', () => {
    const inputSchema = { type: 'object', additionalProperties: { type: 'string', 'x-tier': 1 } };
    const problems = check({ Erika: 'Mustermann' }, { inputSchema, sealedFields: [field(['*'], '/additionalProperties')] });
    expect(problems).toEqual([{ kind: 'clear-tier-1', pointer: '', schemaPointer: '/additionalProperties', message: 'must be sealed: it is Tier 1' }]);
  });

  test('wherever a referenced schema applies', () => {
    const inputSchema = { type: 'object', properties: { a: { $ref: '#/$defs/pan' } }, $defs: { pan: { type: 'string', 'x-tier': 1 } } };
    expect(check({ a: '4111' }, { inputSchema, sealedFields: [field(['a'], '/$defs/pan')] })).toMatchObject([{ kind: 'clear-tier-1', pointer: '/a' }]);
  });

  test('where a value of another kind stands for the object that holds it, even if the schema lets that pass', () => {
    const inputSchema = { properties: { merchant: { properties: { terminal: { 'x-tier': 1 } } } } };
    const sealedFields = [field(['merchant', 'terminal'], '/properties/merchant/properties/terminal')];
    expect(check({ merchant: 'Erika' }, { inputSchema, sealedFields })).toEqual([{ kind: 'schema', pointer: '/merchant', schemaPointer: '', message: 'must be an object' }]);
    expect(check(['Erika'], { inputSchema, sealedFields })).toMatchObject([{ pointer: '', message: 'must be an object' }]);
  });

  test('when it is transient, sealed or not', () => {
    const message = 'is transient (x-transient): it must not be sent, sealed or not';
    expect(check({ id: 'a', client_pan: sealed, client_cvv: '123' })).toContainEqual({ kind: 'clear-tier-1', pointer: '/client_cvv', schemaPointer: '', message });
    expect(check({ id: 'a', client_pan: sealed, client_cvv: sealed })).toContainEqual({ kind: 'clear-tier-1', pointer: '/client_cvv', schemaPointer: '', message });
  });
});

describe('a sealed value is refused', () => {
  test.each<[string, Partial<SealContext>, string]>([
    ['of another definition', { def: 'payments/other' }, 'is sealed for another definition'],
    ['of a definition with the same name elsewhere', { def: 'antifraud' }, 'is sealed for another definition'],
    ['of another field', { ptr: '/input/schema/document/properties/client_phone' }, 'is sealed for another field'],
    ['of another caller', { sub: 'partner-2' }, 'is sealed by another caller'],
    ['of another tenant', { tid: 'other' }, 'is sealed for another tenant'],
    ['that is the result of a run', { exe: 'run-1' }, 'is the sealed result of a run, not an input'],
  ])('%s', async (_name, context, message) => {
    expect(check({ id: 'a', client_pan: await seal(context) })).toEqual([{ kind: 'sealed', pointer: '/client_pan', schemaPointer: '/properties/client_pan', message }]);
  });

  test('to a key that nobody knows', async () => {
    expect(check({ id: 'a', client_pan: await seal({}, await generateSealingKey()) })).toMatchObject([{ kind: 'sealed', message: 'is sealed to a key that the bank does not know' }]);
  });

  test.each([
    ['cut', () => sealed.slice(0, -4)],
    ['changed in its header', () => sealed.replace('.', 'A.')],
    ['without content', () => 'uwf-sealed:1:'],
    ['far too long', () => `${sealed}${'A'.repeat(50_000)}`],
  ])('that is %s', (_name, make) => {
    expect(check({ id: 'a', client_pan: make() })).toMatchObject([{ kind: 'sealed', pointer: '/client_pan' }]);
  });

  test('where clear data belongs', () => {
    expect(check({ id: sealed, client_pan: sealed })).toEqual([{ kind: 'sealed', pointer: '/id', schemaPointer: '', message: 'is a sealed value where none may be' }]);
  });

  test('under a name that the schema does not declare, without that name', () => {
    const problems = check({ id: 'a', client_pan: sealed, Erika: sealed });
    expect(JSON.stringify(problems)).not.toContain('Erika');
    expect(problems.map((problem) => problem.kind)).toEqual(['sealed', 'schema']);
  });
});

describe('a token', () => {
  const TOKEN = 'uwf-token:1:AAECAwQFBgcICQoLDA0ODw';

  test('is accepted wherever a sealed value is, beside sealed ones and in place of whole objects', () => {
    expect(check({ id: 'a', client_pan: TOKEN, client_phone: null, merchant: { terminal: TOKEN }, cards: [{ pan: TOKEN }, {}] })).toEqual([]);
    expect(check({ id: 'a', client_pan: sealed, client_phone: TOKEN })).toEqual([]);
    const whole: SealedField = { dataPath: [], schemaPointer: '', origin: '/input/schema/document', tier: 1 };
    expect(check(TOKEN, { inputSchema: { type: 'object', 'x-tier': 1 }, sealedFields: [whole] })).toEqual([]);
  });

  test.each([
    ['cut', TOKEN.slice(0, -1)],
    ['with something behind it', `${TOKEN} `],
    ['in another spelling', `${TOKEN.slice(0, -1)}x`],
    ['without its bits', 'uwf-token:1:'],
  ])('is refused when it is %s', (_name, token) => {
    expect(check({ id: 'a', client_pan: token })).toEqual([{ kind: 'sealed', pointer: '/client_pan', schemaPointer: '/properties/client_pan', message: 'is not a whole token' }]);
  });

  test('of another version is Tier 1 in the clear, like any text', () => {
    expect(check({ id: 'a', client_pan: TOKEN.replace(':1:', ':2:') })).toMatchObject([{ kind: 'clear-tier-1', pointer: '/client_pan' }]);
  });

  test('is refused where no Tier 1 value belongs: an on-prem task would get that value under a lower tier', () => {
    expect(check({ id: TOKEN, client_pan: sealed })).toEqual([{ kind: 'sealed', pointer: '/id', schemaPointer: '', message: 'is a token where none may be' }]);
    expect(check({ id: 'a', client_pan: sealed, merchant: { city: 'uwf-token:1:x' } })).toMatchObject([{ kind: 'sealed', pointer: '/merchant/city' }]);
    expect(check([{ a: TOKEN }], { inputSchema: true, sealedFields: [] })).toMatchObject([{ kind: 'sealed', message: 'is a token where none may be' }]);
    expect(check({ id: `see ${TOKEN}`, client_pan: sealed })).toEqual([]);
  });

  test('that stands for a transient field is refused like that field', () => {
    expect(check({ id: 'a', client_pan: sealed, client_cvv: TOKEN }).map(({ message }) => message)).toContain('is transient (x-transient): it must not be sent, sealed or not');
  });

  test('under a name that the schema does not declare is refused without that name', () => {
    expect(JSON.stringify(check({ id: 'a', client_pan: sealed, Erika: TOKEN }))).not.toMatch(/Erika|AAECAwQF/u);
  });
});

describe('the rest of the schema holds', () => {
  test('for required fields, types and undeclared names, all at once and without values', () => {
    const problems = check({ id: 5, 'Erika Mustermann': 1 });
    expect(problems).toEqual([
      { kind: 'schema', pointer: '', schemaPointer: '/required', message: "must have required property 'client_pan'" },
      { kind: 'schema', pointer: '', schemaPointer: '/additionalProperties', message: 'has a property that the schema does not declare' },
      { kind: 'schema', pointer: '/id', schemaPointer: '/properties/id/type', message: 'must be string' },
    ]);
  });

  test('for null where the plain schema refuses it', () => {
    expect(check({ id: 'a', client_pan: null })).toContainEqual({ kind: 'schema', pointer: '/client_pan', schemaPointer: '/properties/client_pan', message: 'must not be null' });
  });

  test('when the schema itself cannot be used', () => {
    expect(check({}, { inputSchema: { $ref: '#/nowhere' }, sealedFields: [] })).toMatchObject([{ kind: 'schema', pointer: '' }]);
  });
});

describe('fields of a schema that is shared by reference', () => {
  const shared: JsonObject = {
    type: 'object',
    additionalProperties: false,
    properties: { client: { $ref: '#/$defs/person' }, payee: { $ref: '#/$defs/person' } },
    $defs: { person: { type: 'object', additionalProperties: false, properties: { name: { type: 'string', maxLength: 20, 'x-tier': 1 }, kind: { type: 'string' } } } },
  };
  const fields = ['client', 'payee'].map((name) => field([name, 'name'], `/properties/${name}/properties/name`));
  const checkShared = (input: JsonValue): readonly InputProblem[] => check(input, { inputSchema: shared, sealedFields: fields });
  const sealedFor = (name: string): Promise<string> => seal({ ptr: `/input/schema/document/properties/${name}/properties/name` });

  test('are taken sealed, each by its own way', async () => {
    expect(checkShared({ client: { name: await sealedFor('client'), kind: 'a' }, payee: { name: await sealedFor('payee') } })).toEqual([]);
  });

  test('are refused in the clear, or sealed for the other one', async () => {
    expect(checkShared({ client: { name: 'Kim' } })).toEqual([{ kind: 'clear-tier-1', pointer: '/client/name', schemaPointer: '/properties/client/properties/name', message: 'must be sealed: it is Tier 1' }]);
    expect(checkShared({ payee: { name: await sealedFor('client') } })).toMatchObject([{ kind: 'sealed', pointer: '/payee/name', message: 'is sealed for another field' }]);
  });
});

describe('sealedFormOf', () => {
  test('leaves a schema without sealed fields as it is', () => {
    expect(sealedFormOf(SCHEMA, [])).toBe(SCHEMA);
    expect(sealedFormOf(true, [])).toBe(true);
  });

  test('follows pointers into arrays and ignores those that lead nowhere', () => {
    const schema = { prefixItems: [{ type: 'string' }, { type: 'number' }] };
    expect(sealedFormOf(schema, [field([], '/prefixItems/1'), field([], '/none/1')])).toEqual({
      prefixItems: [{ type: 'string' }, { if: { type: 'null' }, then: { type: 'number' }, else: { type: 'string', pattern: '^(?:uwf-sealed:1:|uwf-token:1:)' } }],
    });
  });
});
