import {
  CreateStateMachineAliasCommand, CreateStateMachineCommand, DescribeStateMachineAliasCommand, UpdateStateMachineAliasCommand, UpdateStateMachineCommand, type SFNClient,
} from '@aws-sdk/client-sfn';
import { assert } from '#shared/core/kernel/assert.ts';
import { bindMachine, type TaskQueues } from '#shared/core/step-functions/bind-machine.ts';
import { aliasName, machineName } from '#shared/core/step-functions/machine-name.ts';
import { foreignTasks } from '#shared/core/tier/foreign-tasks.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { ask, askUnless } from './errors.ts';

/** Where state machines are. */
export interface StepFunctionsPlace {
  /** Beginning of every name: `uwf-prod`. */
  readonly prefix: string;
  /** `arn:aws:states:<region>:<account>`. */
  readonly arn: string;
  /** Absent: this process starts executions, and makes no machines. */
  readonly machines?: StepFunctionsMachines;
}

/** What machines are made with. */
export interface StepFunctionsMachines {
  /** With whose rights they run. */
  readonly roleArn: string;
  readonly queues: TaskQueues;
}

/** ARN of the state machine of a workflow. */
export function machineArn({ prefix, arn }: StepFunctionsPlace, stored: Pick<StoredDefinition, 'identity'>): string {
  return `${arn}:stateMachine:${machineName(prefix, stored.identity)}`;
}

/** ARN of the alias under which a version is started. */
export function aliasArn(place: StepFunctionsPlace, stored: Pick<StoredDefinition, 'identity'>): string {
  return `${machineArn(place, stored)}:${aliasName(stored.identity.version)}`;
}

/** There is no such alias yet; LocalStack says it by the last one. */
const NO_ALIAS = ['ResourceNotFound', 'StateMachineDoesNotExist', 'ValidationException'];

/** The state machine that carries out a program. */
export function definitionOf({ queues }: StepFunctionsMachines, { program, revision }: StoredDefinition): string {
  const { machine, placement } = program;
  return JSON.stringify(bindMachine({ machine, bank: new Set(foreignTasks(placement)), revision, queues }));
}

/**
 * Publishes a version: one state machine per workflow, one version and alias of it per version of the workflow. The alias tells the revision, by which a
 * repeated publication is recognised. Errors: `UWF-4222`, `UWF-5010`.
 */
export async function publishVersion(client: SFNClient, place: StepFunctionsPlace, stored: StoredDefinition): Promise<void> {
  const { machines } = place;
  if (machines === undefined) throw new UwfError('UWF-5005', 'this process may not make state machines');
  const alias = await askUnless(NO_ALIAS, client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: aliasArn(place, stored) })));
  if (alias?.description === stored.revision) return;
  const routingConfiguration = [{ stateMachineVersionArn: await makeVersion(client, { ...place, machines }, stored), weight: 100 }];
  const description = stored.revision;
  if (alias === undefined) await ask(client.send(new CreateStateMachineAliasCommand({ name: aliasName(stored.identity.version), description, routingConfiguration })));
  else await ask(client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn: aliasArn(place, stored), description, routingConfiguration })));
}

async function makeVersion(client: SFNClient, place: Required<StepFunctionsPlace>, stored: StoredDefinition): Promise<string> {
  const content = { definition: definitionOf(place.machines, stored), roleArn: place.machines.roleArn, publish: true, versionDescription: stored.revision };
  const created = await askUnless(['StateMachineAlreadyExists'], client.send(new CreateStateMachineCommand({ ...content, name: machineName(place.prefix, stored.identity), type: 'STANDARD' })));
  const arn = created?.stateMachineVersionArn ?? (await ask(client.send(new UpdateStateMachineCommand({ ...content, stateMachineArn: machineArn(place, stored) })))).stateMachineVersionArn;
  assert(arn !== undefined, 'a published version has an ARN');
  return arn;
}
