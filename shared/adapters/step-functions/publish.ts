import { createHash } from 'node:crypto';
import {
  CreateStateMachineAliasCommand, CreateStateMachineCommand, DescribeStateMachineAliasCommand, UpdateStateMachineAliasCommand, UpdateStateMachineCommand,
  type EncryptionConfiguration, type LoggingConfiguration, type SFNClient,
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
  /** Where failures are logged, by their names and without data; absent: nowhere. The history of an execution is kept in any case. */
  readonly logGroupArn?: string;
  /** Key of the account under which programs and histories are kept; absent: one of the service. */
  readonly keyArn?: string;
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

/** Seconds for which the service uses a data key before it asks for the next: the longest that it offers, as each is a paid call. */
const DATA_KEY_SECONDS = 900;

/** What a version is made of. */
interface MachineContent {
  readonly definition: string;
  readonly roleArn: string;
  readonly tracingConfiguration: { readonly enabled: true };
  readonly loggingConfiguration: LoggingConfiguration;
  readonly encryptionConfiguration: EncryptionConfiguration;
}

/** The state machine that carries out a program, with all that it is made with: what is not said would stay as it was before. */
function contentOf({ queues, roleArn, logGroupArn, keyArn }: StepFunctionsMachines, { program, revision }: StoredDefinition): MachineContent {
  const { machine, placement } = program;
  return {
    definition: JSON.stringify(bindMachine({ machine, bank: new Set(foreignTasks(placement)), revision, queues })),
    roleArn,
    tracingConfiguration: { enabled: true },
    loggingConfiguration: logGroupArn === undefined ? { level: 'OFF' } : { level: 'ERROR', includeExecutionData: false, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: allStreams(logGroupArn) } }] },
    encryptionConfiguration: keyArn === undefined ? { type: 'AWS_OWNED_KEY' } : { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: keyArn, kmsDataKeyReusePeriodSeconds: DATA_KEY_SECONDS },
  };
}

/** The service wants the group with all of its streams. */
function allStreams(logGroupArn: string): string {
  return logGroupArn.endsWith(':*') ? logGroupArn : `${logGroupArn}:*`;
}

/** What an alias tells of the version that it leads to: the revision, and how it was made. A deployment that makes machines otherwise makes it again. */
function publicationOf(content: MachineContent, revision: string): string {
  return `${revision} ${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`;
}

/**
 * Publishes a version: one state machine per workflow, one version and alias of it per version of the workflow. The alias tells what was published, by which a
 * repeated publication is recognised. Errors: `UWF-4222`, `UWF-5010`.
 */
export async function publishVersion(client: SFNClient, place: StepFunctionsPlace, stored: StoredDefinition): Promise<void> {
  if (place.machines === undefined) throw new UwfError('UWF-5005', 'this process may not make state machines');
  const content = contentOf(place.machines, stored);
  const description = publicationOf(content, stored.revision);
  const alias = await askUnless(NO_ALIAS, client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: aliasArn(place, stored) })));
  if (alias?.description === description) return;
  const routingConfiguration = [{ stateMachineVersionArn: await makeVersion(client, place, { stored, content }), weight: 100 }];
  if (alias === undefined) await ask(client.send(new CreateStateMachineAliasCommand({ name: aliasName(stored.identity.version), description, routingConfiguration })));
  else await ask(client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn: aliasArn(place, stored), description, routingConfiguration })));
}

interface Making {
  readonly stored: StoredDefinition;
  readonly content: MachineContent;
}

async function makeVersion(client: SFNClient, place: StepFunctionsPlace, { stored, content }: Making): Promise<string> {
  const published = { ...content, publish: true, versionDescription: stored.revision };
  const created = await askUnless(['StateMachineAlreadyExists'], client.send(new CreateStateMachineCommand({ ...published, name: machineName(place.prefix, stored.identity), type: 'STANDARD' })));
  const arn = created?.stateMachineVersionArn ?? (await ask(client.send(new UpdateStateMachineCommand({ ...published, stateMachineArn: machineArn(place, stored) })))).stateMachineVersionArn;
  assert(arn !== undefined, 'a published version has an ARN');
  return arn;
}
