import type { AslMachine } from '../asl/model.ts';
import { ERROR_NAMES, STANDARD_ERROR_TYPE_BASE, domainErrorName, handlerErrorType } from '../asl/error-names.ts';
import { statesOf } from '../asl/scopes.ts';
import type { CatalogueEntry } from '../definition/catalogue-entry.ts';
import type { Evidence, EvidenceFlow, EvidenceObservation } from './evidence.ts';
import { sensitiveLeaves } from './findings.ts';
import { ABSENT, originsOf, unionOrigins } from './label.ts';
import type { StateFlow } from './machine-flow.ts';
import type { Placement, SealedField, TaskPlacement } from './placement.ts';
import type { SourceLookup } from './source-lookup.ts';
import type { TaskSite } from './task-site.ts';
import type { Zone } from './tier.ts';
import type { StateTraits } from './traits.ts';

/** A machine whose flow is known: what placement and evidence are written from. */
export interface ProofRequest {
  readonly machine: AslMachine;
  readonly sites: ReadonlyMap<string, TaskSite>;
  readonly flows: ReadonlyMap<string, StateFlow>;
  readonly traits: ReadonlyMap<string, StateTraits>;
  readonly zone: Zone;
  readonly sealedFields: readonly SealedField[];
  readonly lookup: SourceLookup;
}

/** The zone of every task, what may stand where in its arguments, and how its result leaves. */
export function placementOf(request: ProofRequest): Placement {
  const tasks = [...request.sites].map(([name, site]) => [name, taskPlacement(request, { name, site })] as const);
  return { zone: request.zone, tasks: Object.fromEntries(tasks), input: request.sealedFields };
}

interface Task {
  readonly name: string;
  readonly site: TaskSite;
}

function taskPlacement(request: ProofRequest, { name, site }: Task): TaskPlacement {
  const traits = request.traits.get(name);
  const release = site.releaseOf(request.flows.get(name)?.argumentsLabel ?? ABSENT);
  return {
    zone: site.zone,
    pointer: traits?.pointer ?? '',
    priority: traits?.priority ?? 'normal',
    argumentOrigins: argumentOrigins(request, name),
    ...(release === undefined ? {} : { release: release.plan }),
  };
}

/** By the pointer of each node that travels sealed: which origins it may have. */
function argumentOrigins(request: ProofRequest, name: string): { readonly [pointer: string]: readonly string[] } {
  const label = request.flows.get(name)?.argumentsLabel ?? ABSENT;
  const byPointer = new Map<string, ReturnType<typeof originsOf>>();
  for (const leaf of sensitiveLeaves(label, { zone: request.zone, pointer: '' })) {
    byPointer.set(leaf.pointer, unionOrigins(byPointer.get(leaf.pointer) ?? [], originsOf(leaf.label)));
  }
  return Object.fromEntries([...byPointer].map(([pointer, origins]) => [pointer, origins.map((origin) => origin.id)]));
}

/** What an approver reads. */
export function evidenceOf(request: ProofRequest): Evidence {
  const tasks = [...request.sites].map(([name, site]) => ({ name, site })).filter(({ site }) => site.zone !== request.zone);
  return {
    flows: tasks.flatMap((task) => flowsInto(request, task)),
    declassifications: tasks.flatMap(({ name, site }) => site.releaseOf(request.flows.get(name)?.argumentsLabel ?? ABSENT)?.declassifications ?? []),
    observations: tasks.map(({ name }) => observationOf(request, name)),
  };
}

function flowsInto(request: ProofRequest, { name, site }: Task): readonly EvidenceFlow[] {
  const label = request.flows.get(name)?.argumentsLabel ?? ABSENT;
  const to = request.traits.get(name)?.pointer ?? '';
  return sensitiveLeaves(label, { zone: request.zone, pointer: '' }).flatMap((leaf) =>
    originsOf(leaf.label).map((origin) => ({ origin: origin.id, tier: origin.tier, to, zone: site.zone, path: leaf.label.trail })),
  );
}

/** That a task failed, and with which code of a closed list, is seen outside of its zone. */
function observationOf(request: ProofRequest, name: string): EvidenceObservation {
  const traits = request.traits.get(name);
  const state = statesOf(request.machine).find(([other]) => other === name)?.[1];
  const own = state?.Type === 'Task' && state.Resource === 'uwf:validate' ? [VALIDATION_CODE] : [];
  return { task: traits?.pointer ?? '', codes: [...handlerCodes(traits?.entry), ...own, ...RUNNER_CODES] };
}

function handlerCodes(entry: CatalogueEntry | undefined): readonly string[] {
  return (entry?.errors ?? []).map((error) => domainErrorName(handlerErrorType(error.code), error.status));
}

/** That a value breaks the schema of a validation is one bit of it. */
const VALIDATION_CODE = domainErrorName(`${STANDARD_ERROR_TYPE_BASE}validation`, 400);

const RUNNER_CODES: readonly string[] = [ERROR_NAMES.timeout, ERROR_NAMES.invalidSealedInput, ERROR_NAMES.unknownToken, ERROR_NAMES.invalidArguments, ERROR_NAMES.egressBlocked, ERROR_NAMES.handlerFailed, ERROR_NAMES.unknownFunction];
