import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { CFN_RULES, type CfnRuleName, type CfnTemplate } from '#tests/support/cfn/index.ts';
import { packageStages } from '#tests/support/cfn/package.ts';
import { AWS_DUTIES } from '../../../infra/build/aws/duties.ts';
import { describeNotRun } from '#tests/support/not-run.ts';
import { CFN_LINT, findPythonTool } from '#tests/support/python-tools.ts';

const [packaged, linter] = await Promise.all([packageStages(), findPythonTool(CFN_LINT)]);
const NAMES = Object.keys(CFN_RULES).filter((name): name is CfnRuleName => name in CFN_RULES);

/** Networks differ: what only one of them needs is no finding of the other. */
const OF_OTHER_NETWORKS = /^FlowLogRole may not /u;

/** One thing that a reviewer should never have to see: the text that is there, and what is put in its place. */
interface Planted {
  readonly rule: CfnRuleName;
  readonly what: string;
  readonly id: string;
  /** Path within the resource. */
  readonly path: string;
  readonly value: JsonObject[string] | undefined;
}

const wide = (statement: JsonObject): JsonObject[string] => [{ Sid: 'Wide', Effect: 'Allow', Resource: 'arn:aws:dynamodb:eu-central-1:111111111111:table/other', Action: 'dynamodb:GetItem', ...statement }];
const STATEMENT = 'Properties.Policies.0.PolicyDocument.Statement';

const PLANTED: readonly Planted[] = [
  { rule: 'namesActions', what: 'a role that may do everything with tables', id: 'StepRole', path: STATEMENT, value: wide({ Action: 'dynamodb:*' }) },
  { rule: 'namesActions', what: 'a key that the account may use for everything', id: 'DataKey', path: 'Properties.KeyPolicy.Statement.0.Action', value: 'kms:*' },
  { rule: 'namesResources', what: 'a role that may read every table', id: 'StepRole', path: STATEMENT, value: wide({ Resource: '*' }) },
  { rule: 'namesResources', what: 'machines of every stage', id: 'WorkflowsRole', path: `${STATEMENT}.6.Resource`, value: 'arn:aws:states:eu-central-1:111111111111:stateMachine:*' },
  { rule: 'grantsDuties', what: 'a step that may start executions', id: 'StepRole', path: `${STATEMENT}.0`, value: { Sid: 'More', Effect: 'Allow', Action: 'states:StartExecution', Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:uwf-dev-*' } } },
  { rule: 'grantsDuties', what: 'a machine that may not send its tasks', id: 'MachineRole', path: `${STATEMENT}.0`, value: undefined },
  { rule: 'attachesDenials', what: 'a policy of AWS on top of our own', id: 'StepRole', path: 'Properties.ManagedPolicyArns', value: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
  { rule: 'separatesRoles', what: 'two functions with one role', id: 'StepLambdaFunction', path: 'Properties.Role', value: { 'Fn::GetAtt': ['DispatchRole', 'Arn'] } },
  { rule: 'separatesRoles', what: 'a role that people may take', id: 'StepRole', path: 'Properties.AssumeRolePolicyDocument.Statement.0.Principal', value: { AWS: '*' } },
  { rule: 'keepsOthersOut', what: 'a key of another account', id: 'DataKey', path: 'Properties.KeyPolicy.Statement.1.Principal', value: { AWS: 'arn:aws:iam::999999999999:root' } },
  { rule: 'keepsOthersOut', what: 'a role that any schedule of any account may take', id: 'ScheduleRole', path: 'Properties.AssumeRolePolicyDocument.Statement.0.Condition', value: undefined },
  { rule: 'knowsNoBankKeys', what: 'a key that is none of the stack', id: 'CollectRole', path: `${STATEMENT}.2.Resource`, value: 'arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-4000-8000-000000000000' },
  { rule: 'knowsNoBankKeys', what: 'an alias of the vault', id: 'DataKeyAlias', path: 'Properties.AliasName', value: 'alias/uwf-dev/vault-data' },
  { rule: 'tellsNoSecrets', what: 'a password in the environment', id: 'DispatchLambdaFunction', path: 'Properties.Environment.Variables.UWF_KAFKA_PASSWORD', value: 'a1b2c3' },
  { rule: 'tellsNoSecrets', what: 'a secret whose value everybody can read', id: 'DoorSecret', path: 'Properties.SecretString', value: 'a1b2c3' },
  { rule: 'speaksTls', what: 'a bucket without its policy', id: 'BlobBucketPolicy', path: 'Properties.PolicyDocument.Statement.0.Effect', value: 'Allow' },
  { rule: 'speaksTls', what: 'a queue that no policy covers', id: 'QueuePolicy', path: 'Properties.Queues', value: [{ Ref: 'StepsQueue' }] },
  { rule: 'encrypts', what: 'a table with a key of AWS', id: 'StepsTable', path: 'Properties.SSESpecification.KMSMasterKeyId', value: undefined },
  { rule: 'encrypts', what: 'a queue that is not encrypted', id: 'BankQueueDeadLetters', path: 'Properties.KmsMasterKeyId', value: 'alias/aws/sqs' },
  { rule: 'encrypts', what: 'a kind of resource that nobody thought about', id: 'Alarms', path: 'Type', value: 'AWS::Kinesis::Stream' },
  { rule: 'keepsKeys', what: 'a key that is never renewed', id: 'SecretsKey', path: 'Properties.EnableKeyRotation', value: false },
  { rule: 'keepsMachines', what: 'histories under a key of AWS', id: 'RegistryLambdaFunction', path: 'Properties.Environment.Variables.UWF_MACHINE_KMS_KEY_ARN', value: undefined },
  { rule: 'keepsMachines', what: 'machines whose failures nobody can read of', id: 'RegistryLambdaFunction', path: 'Properties.Environment.Variables.UWF_MACHINE_LOG_GROUP_ARN', value: 'arn:aws:logs:eu-central-1:111111111111:log-group:other' },
  { rule: 'keepsLogs', what: 'logs that are kept for ever', id: 'CollectLogs', path: 'Properties.RetentionInDays', value: undefined },
  { rule: 'keepsLogs', what: 'a function without a log group', id: 'CollectLogs', path: 'Properties.LogGroupName', value: '/aws/lambda/other' },
  { rule: 'keepsTables', what: 'a table that cannot be brought back', id: 'ExecutionsTable', path: 'Properties.PointInTimeRecoverySpecification', value: undefined },
  { rule: 'keepsTables', what: 'a table that can be dropped', id: 'ExecutionsTable', path: 'Properties.DeletionProtectionEnabled', value: false },
  { rule: 'keepsTables', what: 'a table in which nothing expires', id: 'StepsTable', path: 'Properties.TimeToLiveSpecification', value: undefined },
  { rule: 'keepsTables', what: 'a table that goes with the stack', id: 'StepsTable', path: 'DeletionPolicy', value: 'Delete' },
  { rule: 'keepsBuckets', what: 'a bucket that can be made public', id: 'BlobBucket', path: 'Properties.PublicAccessBlockConfiguration.BlockPublicPolicy', value: false },
  { rule: 'keepsBuckets', what: 'an archive that administrators can empty', id: 'ArchiveBucket', path: 'Properties.ObjectLockConfiguration.Rule.DefaultRetention.Mode', value: 'GOVERNANCE' },
  { rule: 'keepsSecrets', what: 'a secret that goes with the stack', id: 'DoorSecret', path: 'DeletionPolicy', value: undefined },
  { rule: 'keepsMessages', what: 'a queue that fails for ever', id: 'StepsQueue', path: 'Properties.RedrivePolicy', value: undefined },
  { rule: 'keepsMessages', what: 'a task that two functions do', id: 'StepsQueue', path: 'Properties.VisibilityTimeout', value: 120 },
  { rule: 'keepsEvents', what: 'an end that is told once', id: 'ExecutionEndedRule', path: 'Properties.Targets.0.DeadLetterConfig', value: undefined },
  { rule: 'keepsEvents', what: 'records that are given up without a trace', id: 'ResultSource', path: 'Properties.DestinationConfig', value: undefined },
  { rule: 'shapesFunctions', what: 'an old runtime', id: 'StepLambdaFunction', path: 'Properties.Runtime', value: 'nodejs18.x' },
  { rule: 'shapesFunctions', what: 'a duty that nobody does', id: 'SweeperLambdaFunction', path: 'Type', value: 'AWS::Lambda::Url' },
  { rule: 'tellsSettings', what: 'a function that does not know its tables', id: 'StepLambdaFunction', path: 'Properties.Environment.Variables.UWF_TABLE_PREFIX', value: undefined },
  { rule: 'tellsSettings', what: 'a function that knows more than it reads', id: 'StepLambdaFunction', path: 'Properties.Environment.Variables.UWF_KAFKA_BROKERS', value: 'kafka.bank.example:9093' },
  { rule: 'joinsTheBank', what: 'a dispatcher that floods the bank', id: 'DispatchLambdaFunction', path: 'Properties.ReservedConcurrentExecutions', value: undefined },
  { rule: 'joinsTheBank', what: 'a registry that could speak with the bank', id: 'RegistryLambdaFunction', path: 'Properties.Layers', value: ['arn:aws:lambda:eu-central-1:111111111111:layer:uwf-node-rdkafka:1'] },
  { rule: 'joinsTheBank', what: 'a source that trusts any broker', id: 'ControlSource', path: 'Properties.SourceAccessConfigurations', value: [] },
  { rule: 'routesOperations', what: 'an operation without a token', id: 'RouteCancelRun', path: 'Properties.AuthorizationType', value: 'NONE' },
  { rule: 'routesOperations', what: 'an operation with the rights of another duty', id: 'RouteGetStatus', path: 'Properties.Target', value: 'integrations/RegistryIntegration' },
  { rule: 'guardsTheEdge', what: 'an API without a firewall', id: 'Edge', path: 'Properties.DistributionConfig.WebACLId', value: undefined },
  { rule: 'guardsTheEdge', what: 'functions that take requests from everywhere', id: 'WorkflowsLambdaFunction', path: 'Properties.Environment.Variables.UWF_EDGE_PROOFS', value: undefined },
  { rule: 'guardsTheEdge', what: 'a distribution that anybody can be', id: 'Edge', path: 'Properties.DistributionConfig.Origins.0.OriginCustomHeaders', value: [] },
  { rule: 'closesTheNetwork', what: 'a function with an address of its own', id: 'SweeperSchedule', path: 'Type', value: 'AWS::Lambda::Url' },
  { rule: 'closesTheNetwork', what: 'a way out for everything', id: 'WorkSecurityGroup', path: 'Properties.SecurityGroupEgress', value: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] },
  { rule: 'raisesAlarms', what: 'a function whose errors nobody hears of', id: 'DispatchErrorsAlarm', path: 'Properties.AlarmActions', value: [] },
  { rule: 'raisesAlarms', what: 'dead letters that nobody watches', id: 'RecordDeadLettersAlarm', path: 'Properties.MetricName', value: 'NumberOfMessagesSent' },
];

/** The same with one member changed or taken away. */
function plant(template: CfnTemplate, { id, path, value }: Planted): CfnTemplate {
  const copy: CfnTemplate = structuredClone(template);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce<unknown>((inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined), copy.Resources[id]);
  if (typeof holder !== 'object' || holder === null) expect.fail(`there is no ${id}.${path}`);
  if (value !== undefined) Reflect.set(holder, last, value);
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else expect(Reflect.deleteProperty(holder, last)).toBe(true);
  return copy;
}

function findings(rule: CfnRuleName, template: CfnTemplate): readonly string[] {
  return CFN_RULES[rule](template).filter((finding) => !OF_OTHER_NETWORKS.test(finding) || template.Resources['FlowLogRole'] !== undefined);
}

/** What the linter says and we leave, each with its reason. */
const LEFT: Readonly<Record<string, string>> = {
  W3005: 'osls makes every function depend on its role, which its role property says already.',
};

const LINT_MS_MAX = 240_000;

/** Its entry: scripts of an environment do not survive that it is moved. */
const START = 'import sys; from cfnlint.runner import main; sys.exit(main())';

async function lint(file: string, region: string): Promise<readonly string[]> {
  if (!linter.ok) return [];
  const { stdout, stderr } = await linter.value('-c', START, '--template', file, '--regions', region, '--format', 'parseable', '--ignore-checks', ...Object.keys(LEFT));
  // A linter that breaks says nothing about the template.
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

if (packaged.ok) {
  const { stages, close } = packaged.value;
  afterAll(close);

  describe.each(stages)('the template of stage $stage', ({ template, file, zips }) => {
    test.each(NAMES)('satisfies %s', (rule) => {
      expect(findings(rule, template)).toEqual([]);
    });

    test('comes with a zip file for every function, and says nothing of this machine', () => {
      expect(readdirSync(zips).sort()).toEqual(AWS_DUTIES.map(({ name }) => `${name}.zip`).sort());
      expect(readFileSync(join(file, '..', 'serverless-state.json'), 'utf8')).not.toContain(process.cwd());
      expect(readFileSync(file, 'utf8')).not.toContain(process.cwd());
    });

    test('fits into one stack', () => {
      expect(Object.keys(template.Resources).length).toBeLessThan(500);
      expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
    });
  });

  describe('a rule finds what it is for', () => {
    const template = stages.find(({ stage }) => stage === 'dev')?.template ?? { Resources: {} };

    test.each(PLANTED.map((planted) => [planted.rule, planted.what, planted] as const))('%s: %s', (rule, _what, planted) => {
      expect(findings(rule, plant(template, planted))).not.toEqual([]);
    });

    test('and there is one for every rule', () => {
      expect(NAMES.filter((name) => !PLANTED.some(({ rule }) => rule === name))).toEqual([]);
    });
  });

  if (linter.ok) {
    describe('cfn-lint', () => {
      // Two of them have the same network and differ in values only.
      test.each(stages.filter(({ stage }) => stage !== 'test'))('finds nothing in stage $stage', { timeout: LINT_MS_MAX }, async ({ file }) => {
        expect(await lint(file, 'eu-central-1')).toEqual([]);
      });

      test('finds nothing in the firewall, where CloudFront wants it', { timeout: LINT_MS_MAX }, async () => {
        expect(await lint(join('infra', 'aws', 'firewall.yml'), 'us-east-1')).toEqual([]);
      });

      test('finds a property that there is none of, and a reference that leads nowhere', { timeout: LINT_MS_MAX }, async () => {
        const [stage] = stages;
        const template = structuredClone(stage?.template ?? { Resources: {} });
        Reflect.set(template.Resources, 'Planted', { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKey: { 'Fn::GetAtt': ['NoSuchKey', 'Arn'] } } });
        const file = `${stage?.file ?? ''}.planted.json`;
        writeFileSync(file, JSON.stringify(template));
        expect((await lint(file, 'eu-central-1')).join('\n')).toMatch(/E3002.*KmsMasterKey|E1010.*NoSuchKey/u);
      });
    });
  } else describeNotRun('cfn-lint', linter.reason);
} else describeNotRun('the packaged template', packaged.reason);
