import type { IntegrationPattern } from './integrations.ts';
import { optimisedIntegrations } from './integrations.ts';
import { reportSchema, type Place } from './place.ts';
import type { ValueRule } from './shape.ts';

/** What the Resource of a Task names. */
export type ResourceKind =
  | { readonly kind: 'lambda' }
  | { readonly kind: 'activity' }
  | { readonly kind: 'integration'; readonly service: string; readonly action: string; readonly pattern?: IntegrationPattern }
  | { readonly kind: 'no-arn' }
  | { readonly kind: 'unknown' };

const ARN = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/su;
const INTEGRATION = /^([a-z0-9-]+):(?:([a-z0-9-]+):)?([A-Za-z0-9]+)(\.sync(?::2)?|\.waitForTaskToken)?$/u;
const PATTERNS: { readonly [suffix: string]: IntegrationPattern } = { '.sync': 'sync', '.sync:2': 'sync2', '.waitForTaskToken': 'token' };

/** Reads a Resource: `arn:…:lambda:…:function:…`, `arn:…:states:…:activity:…`, `arn:…:states:::service:api[.pattern]`, `arn:…:states:::aws-sdk:service:api`. */
export function resourceKind(resource: string): ResourceKind {
  const [, , service, region, account, rest = ''] = ARN.exec(resource) ?? [];
  if (service === undefined) return { kind: 'no-arn' };
  if (service === 'lambda') return rest.startsWith('function:') ? { kind: 'lambda' } : { kind: 'unknown' };
  if (service !== 'states') return { kind: 'unknown' };
  if (rest.startsWith('activity:')) return { kind: 'activity' };
  return region === '' && account === '' ? integrationKind(rest) : { kind: 'unknown' };
}

function integrationKind(text: string): ResourceKind {
  const match = INTEGRATION.exec(text);
  const [, first = '', second, action = '', suffix = ''] = match ?? [];
  const pattern = Object.hasOwn(PATTERNS, suffix) ? PATTERNS[suffix] : undefined;
  const found = { kind: 'integration', service: second ?? first, action, ...(pattern === undefined ? {} : { pattern }) } as const;
  if (match === null) return { kind: 'unknown' };
  if (second !== undefined) return first === 'aws-sdk' && /^[a-z]/u.test(action) && (pattern === undefined || pattern === 'token') ? { ...found, service: `aws-sdk:${second}` } : { kind: 'unknown' };
  const known = integrationOf(first, action);
  const isKnown = known !== undefined && (pattern === undefined || known.patterns.includes(pattern));
  return isKnown ? found : { kind: 'unknown' };
}

/** The optimised integration of that name; undefined when there is none. */
export function integrationOf(service: string, action: string): (typeof optimisedIntegrations)[string][string] | undefined {
  const actions = Object.hasOwn(optimisedIntegrations, service) ? optimisedIntegrations[service] : undefined;
  return actions !== undefined && Object.hasOwn(actions, action) ? actions[action] : undefined;
}

/** `Resource` of a Task. Neutral programs name what each runtime binds itself. */
export const taskResource: ValueRule = (place, value) => {
  if (typeof value !== 'string') return reportSchema(place, 'Expected value of type [STRING]');
  if (place.run.options.resources === 'any' && !value.startsWith('arn:')) return value === '' ? reportSchema(place, 'Value cannot be empty') : undefined;
  return checkResource(place, value);
};

function checkResource(place: Place, resource: string): void {
  const found = resourceKind(resource);
  if (found.kind === 'no-arn') return reportSchema(place, 'Value is not a valid resource ARN');
  if (found.kind === 'unknown') {
    return reportSchema(place, `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`);
  }
  if (place.type === 'STANDARD') return undefined;
  if (found.kind === 'activity') return reportSchema(place, 'Express state machine does not support Activity ARN');
  if (found.kind !== 'integration' || found.pattern === undefined) return undefined;
  const pattern = found.pattern === 'token' ? '.waitForTaskToken' : '.sync';
  return reportSchema(place, `Express state machine does not support '${pattern}' service integration `);
}
