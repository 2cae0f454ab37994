import { DYNAMO_TABLES } from '#shared/adapters/dynamodb/index.ts';
import { HOLDS_NOTHING } from './exceptions.ts';
import { isDeploymentBucket, type CfnRule } from './rules-access.ts';
import { at, listOf, resourcesOf, textOf, type CfnTemplate, type NamedResource } from './template.ts';

/** Where a type says by which key it is encrypted. */
const KEY_PATHS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'SSESpecification.KMSMasterKeyId',
  'AWS::S3::Bucket': 'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SecretsManager::Secret': 'KmsKeyId',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::Lambda::Function': 'KmsKeyArn',
  'AWS::Events::EventBus': 'KmsKeyIdentifier',
  'AWS::Events::Archive': 'KmsKeyIdentifier',
  'AWS::Scheduler::Schedule': 'KmsKeyArn',
};

/** Whatever can be encrypted is, with a key of this stack. A type that nobody thought about is a finding. */
const encrypts: CfnRule = (template) => {
  const keys = new Set(resourcesOf(template, 'AWS::KMS::Key').map(({ id }) => `${id}.Arn`));
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const path = KEY_PATHS[Type];
    if (path === undefined) return HOLDS_NOTHING.includes(Type) ? [] : [`${id} is a ${Type}: say how it is encrypted`];
    if (isDeploymentBucket(id)) return textOf(at(Properties, path.replace('KMSMasterKeyID', 'SSEAlgorithm'))) === 'AES256' ? [] : [`${id} is not encrypted`];
    return keys.has(textOf(at(Properties, path))) ? [] : [`${id} is not encrypted with a key of ours`];
  });
};

/** Keys are renewed, outlive the stack, and their policies name what they allow. */
const keepsKeys: CfnRule = (template) =>
  resourcesOf(template, 'AWS::KMS::Key').flatMap((key) => [
    ...(at(key.Properties, 'EnableKeyRotation') === true ? [] : [`${key.id} is not renewed`]),
    ...(Number(at(key.Properties, 'PendingWindowInDays')) >= 30 ? [] : [`${key.id} may be gone within a month`]),
    ...notRetained(key),
  ]);

/** State machines, which are made later and by a function, are kept under a key of ours and say somewhere what failed: the function is told where. */
const keepsMachines: CfnRule = (template) => {
  const told = (variable: string): readonly string[] => resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ Properties }) => listOf(at(Properties, `Environment.Variables.${variable}`)).map((place) => textOf(place).split('.')[0] ?? ''));
  const leads = (variable: string, type: string): boolean => told(variable).length === 1 && told(variable).every((id) => template.Resources[id]?.Type === type);
  return [...(leads('UWF_MACHINE_KMS_KEY_ARN', 'AWS::KMS::Key') ? [] : ['machines are not encrypted with a key of ours']), ...(leads('UWF_MACHINE_LOG_GROUP_ARN', 'AWS::Logs::LogGroup') ? [] : ['machines log nowhere'])];
};

/** Logs of every function and of the gateway are kept, for a time that is said. */
const keepsLogs: CfnRule = (template) => {
  const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
  const names = new Set(groups.map(({ Properties }) => textOf(at(Properties, 'LogGroupName'))));
  const without = resourcesOf(template, 'AWS::Lambda::Function').filter(({ Properties }) => !names.has(`/aws/lambda/${textOf(at(Properties, 'FunctionName'))}`)).map(({ id }) => `${id} has no log group`);
  const short = groups.filter(({ Properties }) => !(Number(at(Properties, 'RetentionInDays')) >= 30)).map(({ id }) => `${id} is not kept for 30 days`);
  const stages = resourcesOf(template, 'AWS::ApiGatewayV2::Stage').filter(({ Properties }) => at(Properties, 'AccessLogSettings.DestinationArn') === undefined).map(({ id }) => `${id} logs no requests`);
  return [...without, ...short, ...stages, ...groups.flatMap(notRetained)];
};

/** The tables are those of the adapter, can be brought back to any second, and cannot be dropped by mistake. */
const keepsTables: CfnRule = (template) => {
  const tables = resourcesOf(template, 'AWS::DynamoDB::Table');
  const expected = DYNAMO_TABLES.map(({ suffix, ...rest }) => `${suffix} ${'expiry' in rest ? rest.expiry : ''}`).sort();
  const found = tables.map(({ Properties }) => `${textOf(at(Properties, 'TableName')).split('-').at(-1) ?? ''} ${at(Properties, 'TimeToLiveSpecification.Enabled') === true ? textOf(at(Properties, 'TimeToLiveSpecification.AttributeName')) : ''}`).sort();
  return [
    ...(found.join() === expected.join() ? [] : [`tables and what expires in them: ${found.join(', ')}, expected ${expected.join(', ')}`]),
    ...tables.flatMap((table) => [
      ...(at(table.Properties, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled') === true ? [] : [`${table.id} cannot be brought back`]),
      ...(at(table.Properties, 'DeletionProtectionEnabled') === true ? [] : [`${table.id} can be deleted`]),
      ...(at(table.Properties, 'BillingMode') === 'PAY_PER_REQUEST' ? [] : [`${table.id} has a fixed capacity`]),
      ...notRetained(table),
    ]),
  ];
};

const CLOSED = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** Buckets are closed to the world; the archive is closed to everybody. */
const keepsBuckets: CfnRule = (template) => {
  const buckets = resourcesOf(template, 'AWS::S3::Bucket');
  const closed = buckets.flatMap(({ id, Properties }) => CLOSED.filter((member) => at(Properties, `PublicAccessBlockConfiguration.${member}`) !== true).map((member) => `${id} lacks ${member}`));
  const own = buckets.filter(({ id }) => !isDeploymentBucket(id));
  const archive = own.find(({ id }) => id === 'ArchiveBucket');
  const isLocked = at(archive?.Properties, 'ObjectLockEnabled') === true && at(archive?.Properties, 'ObjectLockConfiguration.Rule.DefaultRetention.Mode') === 'COMPLIANCE' && Number(at(archive?.Properties, 'ObjectLockConfiguration.Rule.DefaultRetention.Days')) >= 30;
  return [
    ...closed,
    ...(isLocked ? [] : ['what is in the archive can be changed']),
    ...own.flatMap((bucket) => [
      ...(at(bucket.Properties, 'VersioningConfiguration.Status') === 'Enabled' ? [] : [`${bucket.id} forgets what is overwritten`]),
      ...(at(bucket.Properties, 'OwnershipControls.Rules.0.ObjectOwnership') === 'BucketOwnerEnforced' ? [] : [`${bucket.id} has access lists`]),
      ...(listOf(at(bucket.Properties, 'LifecycleConfiguration.Rules')).length > 0 ? [] : [`${bucket.id} only grows`]),
      ...notRetained(bucket),
    ]),
  ];
};

/** Secrets outlive the stack. */
const keepsSecrets: CfnRule = (template) => resourcesOf(template, 'AWS::SecretsManager::Secret').flatMap(notRetained);

function notRetained({ id, DeletionPolicy, UpdateReplacePolicy }: NamedResource): readonly string[] {
  return DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain' ? [] : [`${id} goes with the stack`];
}

/** Names of the queues that hold what was given up. */
function deadLetters(template: CfnTemplate): ReadonlySet<string> {
  return new Set(resourcesOf(template, 'AWS::SQS::Queue').filter(({ id }) => id.endsWith('DeadLetters')).map(({ id }) => id));
}

/** A queue is a function's longer than it may take, and what fails goes somewhere. */
const keepsMessages: CfnRule = (template) => {
  const dead = deadLetters(template);
  const timeouts = new Map(resourcesOf(template, 'AWS::Lambda::Function').map(({ id, Properties }) => [`${id}.Arn`, Number(at(Properties, 'Timeout'))]));
  const sources = new Map(resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map((source) => [textOf(at(source.Properties, 'EventSourceArn')), source]));
  return resourcesOf(template, 'AWS::SQS::Queue').flatMap(({ id, Properties }) => {
    const isShort = Number(at(Properties, 'MessageRetentionPeriod')) === 1_209_600 ? [] : [`${id} forgets messages before 14 days are over`];
    if (dead.has(id)) return isShort;
    const source = sources.get(`${id}.Arn`);
    const timeout = timeouts.get(textOf(at(source?.Properties, 'FunctionName'))) ?? Number.NaN;
    return [
      ...isShort,
      ...(dead.has(textOf(at(Properties, 'RedrivePolicy.deadLetterTargetArn')).split('.')[0] ?? '') ? [] : [`${id} has no dead letters`]),
      ...(Number(at(Properties, 'VisibilityTimeout')) >= 6 * timeout ? [] : [`${id} gives a message to a second function before the first is done`]),
      ...(listOf(at(source?.Properties, 'FunctionResponseTypes')).includes('ReportBatchItemFailures') ? [] : [`${id} gives a whole batch again for one message`]),
    ];
  });
};

/** What is started by an event, by the clock or by records has a place for what was given up. */
const keepsEvents: CfnRule = (template) => {
  const dead = deadLetters(template);
  const isKept = (target: NamedResource, path: string): readonly string[] => (dead.has(textOf(at(target.Properties, path)).split('.')[0] ?? '') ? [] : [`${target.id} loses what fails`]);
  return [
    ...resourcesOf(template, 'AWS::Events::Rule').flatMap((rule) => listOf(at(rule.Properties, 'Targets')).flatMap((_, index) => isKept(rule, `Targets.${String(index)}.DeadLetterConfig.Arn`))),
    ...resourcesOf(template, 'AWS::Scheduler::Schedule').flatMap((schedule) => isKept(schedule, 'Target.DeadLetterConfig.Arn')),
    ...resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) => at(Properties, 'EventSourceArn') === undefined).flatMap((source) => isKept(source, 'DestinationConfig.OnFailure.Destination')),
  ];
};

/** What is kept, and how. */
export const KEEPING_RULES = { encrypts, keepsKeys, keepsMachines, keepsLogs, keepsTables, keepsBuckets, keepsSecrets, keepsMessages, keepsEvents } as const satisfies Readonly<Record<string, CfnRule>>;
