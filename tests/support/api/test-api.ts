import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import type { ApiPorts, ApiSettings } from '#functions/ports.ts';
import { SCOPES } from '#functions/operations/operation.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { generateSealingKey, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { openMemory } from '#shared/adapters/memory/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createIdentityVerifier } from '#shared/adapters/oidc/index.ts';
import { createEngineRuntime } from '#shared/application/runtime/engine-runtime.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import { createProgramCache } from '#shared/application/program-cache.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { topicsOf } from '#shared/core/work/topics.ts';

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'uwf-api';

const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
export const issuerJwk = await exportJWK(publicKey);
export const issuerKid = await calculateJwkThumbprint(issuerJwk);

export interface TokenShape {
  readonly subject?: string;
  readonly scopes?: readonly string[];
  readonly claims?: JWTPayload;
}

/** A token that the test API takes. */
export async function issueToken({ subject = 'partner-1', scopes = SCOPES, claims = {} }: TokenShape = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: subject, iat: now, exp: now + 600, scope: scopes.join(' '), ...claims }).setProtectedHeader({ alg: 'ES256', kid: issuerKid, typ: 'at+jwt' }).sign(privateKey);
}

/** One line that the API logged. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: JsonObject;
}

/** Those of an API over our own engine. */
export type EngineApiPorts = ApiPorts & EnginePorts & { readonly eventBus: EventBus };

export interface TestPorts {
  readonly ports: EngineApiPorts;
  readonly log: readonly LogLine[];
  readonly sealingKey: PrivateSealingKey;
}

/** Ports of an API over stores in memory, with a real verifier and a real validator. */
export async function createTestPorts(settings: Partial<ApiSettings> = {}, more: Partial<EngineApiPorts> = {}): Promise<TestPorts> {
  const log: LogLine[] = [];
  const write = (level: LogLine['level']) => (event: string, fields: JsonObject = {}) => void log.push({ level, event, fields });
  const memory = openMemory();
  const sealingKey = await generateSealingKey();
  const engine = {
    clock: systemClock,
    ids: randomIdSource,
    digest: nodeDigest,
    logger: { info: write('info'), warn: write('warn'), error: write('error') },
    executionStore: memory.executionStore,
    definitionStore: memory.definitionStore,
    taskQueue: memory.taskQueue,
    eventBus: memory.eventBus,
    topics: topicsOf('test', 'bank'),
    programs: createProgramCache({ definitionStore: memory.definitionStore }),
  };
  const ports: EngineApiPorts = {
    ...engine,
    runtime: createEngineRuntime(engine),
    identity: createIdentityVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: { kind: 'local', keySet: { keys: [{ ...issuerJwk, kid: issuerKid }] } }, clock: systemClock }),
    validator: createSchemaValidator(),
    settings: {
      target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
      catalogue: [],
      tenant: 'bank',
      developmentMode: false,
      sealingKeys: [sealingKey],
      version: '0.0.0-test',
      ...settings,
    },
    ...more,
  };
  return { ports, log, sealingKey };
}
