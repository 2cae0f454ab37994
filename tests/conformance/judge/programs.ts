import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { EXAMPLES } from '../swf/example-table.ts';
import type { RunRequest } from '../swf/module.ts';
import type { ProcessOutcome } from '../swf/world.ts';

/** A document with its world, that both interpreters are given. */
export interface JudgedProgram {
  readonly id: string;
  readonly request: RunRequest;
}

const KIT = new URL('../../../../shared/conformance/swf-ctk/', import.meta.url);
const OWN = new URL('../swf/cases/', import.meta.url);

export const isKitThere = existsSync(KIT);

function readText(name: string, folder: URL = KIT): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

function namesIn(folder: URL, suffix: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith(suffix) && name !== 'index.json').sort();
}

const files = (name: string): string => readText(`fakes/${name}`);

interface Scenario extends Pick<RunRequest, 'definition' | 'input' | 'http' | 'events' | 'secrets' | 'workflows'> {
  readonly processes?: { readonly [kind: string]: ProcessOutcome };
}

/** The scenarios of the kit. */
function kitPrograms(): readonly JudgedProgram[] {
  const http: JsonValue = JSON.parse(files('http.json'));
  return namesIn(new URL('cases/', KIT), '.json').map((name) => {
    const { definition, input = null }: Scenario = JSON.parse(readText(`cases/${encodeURIComponent(name)}`));
    return { id: `kit/${name.replace('.json', '')}`, request: { definition, input, http, files } };
  });
}

/** The examples of the specification that our compiler takes. */
function examplePrograms(): readonly JudgedProgram[] {
  const http: JsonValue = JSON.parse(files('http.json'));
  return namesIn(new URL('examples/', KIT), '.yaml').flatMap((name) => {
    const example = EXAMPLES[name];
    if (example === undefined || 'refused' in example) return [];
    return [{ id: `example/${name.replace('.yaml', '')}`, request: { ...example.request, definition: readText(`examples/${encodeURIComponent(name)}`), http: [example.request?.http, http], files } }];
  });
}

/** Our own scenarios. */
function ownPrograms(): readonly JudgedProgram[] {
  return namesIn(OWN, '.json').map((name) => {
    const { definition, input, http, events, secrets, workflows, processes = {} }: Scenario = JSON.parse(readText(encodeURIComponent(name), OWN));
    const process = (given: JsonObject): ProcessOutcome => processes[Object.keys(given)[0] ?? ''] ?? {};
    const optional = { ...(input === undefined ? {} : { input }), ...(events === undefined ? {} : { events }), ...(secrets === undefined ? {} : { secrets }), ...(workflows === undefined ? {} : { workflows }) };
    return { id: `own/${name.replace('.json', '')}`, request: { definition, http, process, ...optional } };
  });
}

/** All programs that are judged. */
export function readPrograms(): readonly JudgedProgram[] {
  return [...(isKitThere ? [...kitPrograms(), ...examplePrograms()] : []), ...ownPrograms()];
}
