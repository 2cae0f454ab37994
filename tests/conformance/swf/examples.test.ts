import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { baselineOf } from './baseline.ts';
import { EXAMPLES, type Example } from './example-table.ts';
import { unmet } from './expectations.ts';
import { compile, run } from './module.ts';

const KIT = new URL('../../../../shared/conformance/swf-ctk/', import.meta.url);
const isThere = existsSync(KIT);

function readText(name: string): string {
  return readFileSync(new URL(name, KIT), 'utf8');
}

async function judge(definition: string, example: Example, optimisation: 0 | 1): Promise<readonly string[]> {
  const files = (name: string): string => readText(`fakes/${name}`);
  if ('refused' in example) {
    const { asl, diagnostics } = await compile({ definition, optimisation });
    const codes = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    return asl === undefined && codes.length > 0 && codes.every((code) => code === example.refused) ? [] : [`refused with ${codes.join(', ')}`];
  }
  const outcome = await run({ definition, http: [example.request?.http, JSON.parse(readText('fakes/http.json'))], files, ...withoutHttp(example.request), optimisation });
  return unmet(example.expect, outcome, optimisation === 0);
}

function withoutHttp(request: Extract<Example, { expect: unknown }>['request']): Omit<NonNullable<typeof request>, 'http'> {
  const { http: _http, ...rest } = request ?? {};
  return rest;
}

test.runIf(process.env['CI'] === 'true')('the examples of the specification are there', () => {
  expect(isThere, 'the folder ../shared is missing').toBe(true);
});

describe.runIf(isThere)('the examples of the specification', () => {
  const names = isThere ? readdirSync(new URL('examples/', KIT)).filter((name) => name.endsWith('.yaml')).sort() : [];

  test('each has its line in the table', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(names);
  });

  test('each runs to its end, or is refused for the reason that the table gives, with and without optimisation', async () => {
    const verdicts: { readonly name: string; readonly why: readonly string[] }[] = [];
    for (const name of names) {
      const example = EXAMPLES[name] ?? { refused: 'UWF-1099', reason: 'no line in the table' };
      const definition = readText(`examples/${encodeURIComponent(name)}`);
      verdicts.push({ name, why: [...(await judge(definition, example, 0)), ...(await judge(definition, example, 1)).map((text) => `-O1: ${text}`)] });
    }
    const failed = verdicts.filter(({ why }) => why.length > 0);
    const refused = names.filter((name) => 'refused' in (EXAMPLES[name] ?? {})).length;
    process.stdout.write(`swf-examples ${names.length - failed.length} of ${names.length} (${refused} refused with a reason)\n`);
    expect(failed).toEqual([]);
    expect(names.length - failed.length).toBeGreaterThanOrEqual(baselineOf('swf-examples'));
  });
});
