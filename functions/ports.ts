import type { CommitSignal } from '#shared/application/commit-signal.ts';
import type { DefinitionCache } from '#shared/application/definition-cache.ts';
import type { StartAdmission } from '#shared/application/door/admission.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import type { ProgramCheck } from '#shared/application/register-definition.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { IdentityVerifier } from '#shared/ports/identity-verifier.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';

/** Everything that the operations of the API need; one `compose` per process builds it. Of the engine only what holds for every runtime. */
export interface ApiPorts extends Omit<EnginePorts, 'executionStore' | 'taskQueue' | 'topics' | 'programs' | 'commits' | 'door'> {
  readonly programs: DefinitionCache & ProgramCheck;
  /** Where executions run. */
  readonly runtime: Runtime;
  readonly identity: IdentityVerifier;
  readonly validator: SchemaValidator;
  /** Absent: this deployment has no events, and the operation that publishes them is not served. */
  readonly eventBus?: EventBus;
  /** Turns starts away while too much waits. Absent: every start is let in. */
  readonly admission?: StartAdmission;
  /** Told after each published event, when the engine runs in this process. */
  readonly news?: CommitSignal;
  readonly settings: ApiSettings;
}

/** What an operator decides about one API. */
export interface ApiSettings {
  /** Where definitions are compiled for and runs are started. */
  readonly target: DeploymentTarget;
  /** What the compiler knows of the functions that tasks may call. */
  readonly catalogue: readonly CatalogueEntry[];
  /** `tid` of sealed values. */
  readonly tenant: string;
  /** Inline definitions may have on-prem tasks and declassify. Never in production. */
  readonly developmentMode: boolean;
  /** The bank's public keys for sealing, the one to be used first. */
  readonly sealingKeys: readonly SealingKey[];
  /** Version of this product. */
  readonly version: string;
}

/** A public key for sealing as a JWK (RFC 7517, RFC 7518 §6.2.1). */
export interface SealingKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: string;
}
