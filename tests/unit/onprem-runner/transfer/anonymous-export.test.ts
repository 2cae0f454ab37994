import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withAnonymousRows } from '#onprem-runner/transfer/anonymous-rows.ts';
import type { TransferRow, TransferRows } from '#onprem-runner/transfer/rows.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { parseAnonymityPlan, type AnonymityPlan } from '#shared/core/transfer/anonymity/plan.ts';
import { uwf } from '#tests/support/cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-anonymous-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function planOf(value: JsonObject): AnonymityPlan {
  const plan = parseAnonymityPlan(value);
  if (!plan.ok) throw new TypeError(JSON.stringify(plan.error));
  return plan.value;
}

async function* source(rows: readonly JsonObject[]): TransferRows {
  for (const [index, row] of rows.entries()) yield { item: index + 1, place: `row ${index + 1}`, row };
}

/** What leaves, or the code of the refusal. */
async function play(plan: AnonymityPlan, rows: readonly JsonObject[]): Promise<readonly JsonObject[] | string> {
  try {
    return await withAnonymousRows({ plan, rows: source(rows), folder }, async ({ rows: left }) => {
      const seen: TransferRow[] = [];
      for await (const row of left) seen.push(row);
      return seen.map(({ row }) => row);
    });
  } catch (error) {
    return String((error as { readonly code?: string }).code);
  }
}

interface Person {
  readonly person: number;
  readonly age: number;
  readonly sex: string;
  readonly illness: string;
}

const person = fc.record({ person: fc.integer({ min: 10_000, max: 10_030 }), age: fc.integer({ min: 0, max: 99 }), sex: fc.constantFrom('f', 'm'), illness: fc.constantFrom('a', 'b', 'c') });
const fields: JsonObject = { '/name': 'direct', '/age': { quasi: { range: 50 } }, '/sex': 'quasi', '/illness': { sensitive: { l: 2 } } };

describe('rows without names', () => {
  test('no class below k ever leaves, none with too few different values, and no name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(person, { maxLength: 80 }), fc.integer({ min: 2, max: 6 }), fc.double({ min: 0, max: 0.9, noNaN: true }), async (people: readonly Person[], k, suppression) => {
        const rows = people.map(({ person: number, ...rest }): JsonObject => ({ name: `client-${number}`, ...rest }));
        const left = await play(planOf({ k, suppression, subject: '/name', fields }), rows);
        const classOf = ({ age, sex }: Person): string => `${age < 50 ? '0..50' : '50..100'} ${sex}`;
        const isLarge = (key: string): boolean => {
          const own = people.filter((one) => classOf(one) === key);
          return new Set(own.map((one) => one.person)).size >= k && new Set(own.map((one) => one.illness)).size >= 2;
        };
        const kept = people.filter((one) => isLarge(classOf(one)));
        const isRefused = kept.length === 0 || (people.length - kept.length) / people.length > suppression;
        if (typeof left === 'string') {
          expect([left, isRefused]).toEqual(['UWF-4229', true]);
          return;
        }
        expect([isRefused, left.length]).toEqual([false, kept.length]);
        for (const row of left) expect([Object.keys(row).sort(), isLarge(`${String(row['age'])} ${String(row['sex'])}`)]).toEqual([['age', 'illness', 'sex'], true]);
        expect(JSON.stringify(left)).not.toMatch(/client|100[0-3]\d/u);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('nothing of them is left on the disk, also when they are refused', async () => {
    await play(planOf({ k: 2, subject: 'rows', fields: { '/a': 'quasi' } }), [{ a: 1 }, { a: 1 }]);
    await play(planOf({ k: 2, subject: 'rows', fields: { '/a': 'quasi' } }), [{ a: 1 }]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a row that the plan does not fit stops everything, by its place', async () => {
    const plan = planOf({ k: 2, subject: 'rows', fields: { '/a': { quasi: { range: 10 } } } });
    await expect(withAnonymousRows({ plan, rows: source([{ a: 1 }, { a: 'x' }]), folder }, () => Promise.resolve())).rejects.toMatchObject({ code: 'UWF-4227', message: expect.stringContaining('row 2\n/a: must be a number') });
  });
});

describe('uwf transfer export --anonymise', () => {
  const schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
      client_id: { type: 'string', 'x-tier': 1 },
      born: { type: 'string', 'x-tier': 1 },
      postcode: { type: 'string', 'x-tier': 1 },
      amount: { type: 'number', 'x-tier': 1 },
      product: { type: 'string' },
    },
  };
  const plan = 'k: 5\nsuppression: 0.1\nsubject: /client_id\nfields:\n  /client_id: direct\n  /born: { quasi: { date: year } }\n  /postcode: { quasi: { prefix: 2 } }\n  /amount: { sensitive: { range: 1000 } }\n  /product: { sensitive: { l: 2 } }\n';
  const rows = (count: number, years: number): string =>
    Array.from({ length: count }, (_none, index) => JSON.stringify({ client_id: `client-${String(index).padStart(7, '0')}`, born: `${1970 + (index % years)}-05-06`, postcode: '050000', amount: index * 7, product: index % 3 === 0 ? 'loan' : 'card' })).join('\n');

  async function exportRows(text: string, planText = plan, config = ''): Promise<{ readonly outcome: Awaited<ReturnType<typeof uwf>>; readonly place: string }> {
    const place = await mkdtemp(join(folder, 'case-'));
    await Promise.all([['rows.ndjson', text], ['plan.yaml', planText], ['schema.json', JSON.stringify(schema)], ['uwf.config.yaml', config]].map(([name = '', content = '']) => writeFile(join(place, name), content)));
    for (const [use, name] of [['sign', 'sender'], ['encrypt', 'lab']] as const) await writeFile(join(place, `${name}.pub`), (await uwf(['transfer', 'key', '--use', use, '--out', `${name}.key`], { folder: place })).stdout);
    const outcome = await uwf(['transfer', 'export', '--from', 'rows.ndjson', '--schema', 'schema.json', '--anonymise', 'plan.yaml', '--to', 'out', '--key', 'sender.key', '--recipient', 'lab.pub', '-o', 'json'], { folder: place });
    return { outcome, place };
  }

  test('brings rows without names over, with the schema that they have then', async () => {
    const { outcome, place } = await exportRows(rows(300, 10));
    expect([outcome.exitCode, outcome.stderr.includes('k = 5: 300 of 300 rows leave, in 10 of 10 classes; the smallest has 30 rows.')]).toEqual([0, true]);
    const { set, k, classes, folder: setFolder } = JSON.parse(outcome.stdout);
    expect([k, classes]).toEqual([5, 10]);
    const imported = await uwf(['transfer', 'import', setFolder, '--schema', `out/${set}.schema.json`, '--key', 'lab.key', '--sender', 'sender.pub', '--to', 'rows.out', '-o', 'json'], { folder: place });
    expect(JSON.parse(imported.stdout)).toMatchObject({ rows: 300, k: 5, rowsSuppressed: 0, outcome: 'imported' });
    const text = await readFile(join(place, 'rows.out'), 'utf8');
    expect(JSON.parse(text.split('\n')[0] ?? '')).toEqual({ born: expect.stringMatching(/^19\d\d$/u), postcode: '05*', amount: expect.stringMatching(/^\d+\.\.\d+$/u), product: expect.stringMatching(/^(?:loan|card)$/u) });
    expect(text).not.toMatch(/client|-05-06|050000/u);
  });

  test('refuses below k, in numbers only', async () => {
    const { outcome, place } = await exportRows(rows(40, 20));
    expect([outcome.exitCode, outcome.stderr.includes('error[UWF-4229]')]).toEqual([3, true]);
    expect(outcome.stderr).toContain('40 rows in 20 classes, of which 0 classes with 0 rows are large enough for k = 5');
    expect([await readdir(place).then((names) => names.includes('out')), (await readdir(join(place, '.uwf')).catch(() => [])).filter((name) => name.startsWith('anonymise'))]).toEqual([false, []]);
  });

  test.each<[string, { readonly planText?: string; readonly config?: string }, string, number]>([
    ['a plan that promises less than the project asks for', { config: 'anonymity: { k: 6 }\n' }, '/k: is less than the 6', 3],
    ['a plan that leaves out more', { config: 'anonymity: { suppressionPercent: 5 }\n' }, '/suppression: is more than the 0.05', 3],
    ['a plan that forgets a field', { planText: plan.replace('  /product: { sensitive: { l: 2 } }\n', '') }, '/properties/product: has no rule', 3],
    ['Tier 1 that would leave as it is', { planText: plan.replace('{ quasi: { prefix: 2 } }', 'quasi') }, '/properties/postcode: is Tier 1', 3],
    ['a plan that is none', { planText: 'k: 5\n' }, '/fields: must have a rule for every field', 2],
    ['a configuration that is none', { config: 'anonymity: { k: 1 }\n' }, 'anonymity.k', 2],
  ])('refuses %s', async (_name, { planText, config }, message, code) => {
    const { outcome } = await exportRows(rows(50, 2), planText, config);
    expect([outcome.exitCode, outcome.stderr.includes(message)]).toEqual([code, true]);
  });
});
