import type { JsonValue } from '#shared/core/kernel/json.ts';
import { DEPLOYMENT_BUCKET, WILDCARD_ACTIONS, WILDCARD_RESOURCES } from './exceptions.ts';
import { EXPECTED_RIGHTS } from './rights.ts';
import { at, identityStatements, listOf, resourcesOf, resourceStatements, textOf, textsIn, TYPES_WITH_POLICIES, type CfnTemplate } from './template.ts';

/** Says what is wrong with a template; nothing, when it is as it should be. */
export type CfnRule = (template: CfnTemplate) => readonly string[];

/** Places and accounts say nothing here; names begin with the stage. */
function plain(resource: string): string {
  return resource.replace(/^arn:\$\{AWS::Partition\}:(\w+):\$\{AWS::Region\}:\$\{AWS::AccountId\}:/u, '$1:').replace(/uwf-(?:dev|test|prod)/u, 'PREFIX');
}

/** Nobody may do whatever there is. */
const namesActions: CfnRule = (template) => {
  const statements = [...identityStatements(template), ...resourceStatements(template, ...TYPES_WITH_POLICIES)].filter(({ effect }) => effect === 'Allow');
  const isExcepted = (sid: string, owner: string): boolean => WILDCARD_ACTIONS.some((exception) => exception.sid === sid) && template.Resources[owner]?.Type === 'AWS::EC2::VPCEndpoint';
  return statements.flatMap(({ owner, sid, actions }) => (isExcepted(sid, owner) ? [] : actions.filter((action) => action.includes('*')).map((action) => `${owner}.${sid} allows ${action}`)));
};

/** What is granted on more than one named thing has a written reason, and each reason is needed. */
const namesResources: CfnRule = (template) => {
  const granted = identityStatements(template).filter(({ effect }) => effect === 'Allow').flatMap(({ owner, sid, resources }) => resources.filter((resource) => resource.includes('*')).map((resource) => ({ owner, sid, resource: plain(resource) })));
  const covers = (exception: { readonly sid: string; readonly resource: string }, grant: { readonly sid: string; readonly resource: string }): boolean => exception.sid === grant.sid && (exception.resource === '*' ? grant.resource === '*' : grant.resource.endsWith(exception.resource));
  const open = granted.filter((grant) => !WILDCARD_RESOURCES.some((exception) => covers(exception, grant)));
  const needless = WILDCARD_RESOURCES.filter((exception) => !granted.some((grant) => covers(exception, grant)));
  return [...open.map(({ owner, sid, resource }) => `${owner}.${sid} is granted on ${resource}`), ...needless.map(({ sid, resource }) => `no ${sid} needs ${resource} any more`)];
};

/** Each role may do what its duty needs: no more, and no less. */
const grantsDuties: CfnRule = (template) => {
  const statements = identityStatements(template).filter(({ effect }) => effect === 'Allow');
  return resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id }) => {
    const granted = new Set(statements.filter(({ owner }) => owner === id).flatMap(({ actions, resources }) => actions.flatMap((action) => resources.map((resource) => `${action} ${plain(resource)}`))));
    const expected = new Set(EXPECTED_RIGHTS[id]);
    return [...[...granted].filter((right) => !expected.has(right)).map((right) => `${id} may ${right}`), ...[...expected].filter((right) => !granted.has(right)).map((right) => `${id} may not ${right}`)];
  });
};

/** Policies that are attached to roles from outside only deny. */
const attachesDenials: CfnRule = (template) => {
  const managed = new Set(resourcesOf(template, 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy').map(({ id }) => id));
  const granted = identityStatements(template).filter(({ owner, effect }) => managed.has(owner) && effect !== 'Deny').map(({ owner, sid }) => `${owner}.${sid} grants`);
  return [...granted, ...resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id, Properties }) => listOf(at(Properties, 'ManagedPolicyArns')).map((policy) => `${id} has the rights of ${textOf(policy)}`))];
};

/** A function has a role that nothing else has, and that nobody else may take. */
const separatesRoles: CfnRule = (template) => {
  const roles = resourcesOf(template, 'AWS::Lambda::Function').map(({ id, Properties }) => [id, textOf(at(Properties, 'Role')).split('.')[0] ?? ''] as const);
  const shared = roles.filter(([, role]) => roles.filter(([, other]) => other === role).length > 1).map(([id, role]) => `${id} shares ${role}`);
  const trust = resourceStatements(template, 'AWS::IAM::Role').filter(({ owner, principals }) => roles.some(([, role]) => role === owner) && principals.join() !== 'Service lambda.amazonaws.com');
  return [...shared, ...trust.map(({ owner, principals }) => `${owner} may be taken by ${principals.join(', ')}`)];
};

/** Whoever else may take a role or use a resource is of this account. */
const keepsOthersOut: CfnRule = (template) => {
  const statements = resourceStatements(template, ...TYPES_WITH_POLICIES).filter(({ effect }) => effect === 'Allow');
  return statements.flatMap(({ owner, sid, principals, condition }) => {
    const text = JSON.stringify(condition ?? {});
    const isBound = text.includes('aws:SourceAccount') || text.includes('aws:SourceArn') || text.includes('aws:PrincipalAccount') || text.includes('kms:EncryptionContext');
    return principals.flatMap((principal) => {
      if (principal === 'Service lambda.amazonaws.com' || principal === 'AWS arn:${AWS::Partition}:iam::${AWS::AccountId}:root') return [];
      return isBound && (principal.startsWith('Service ') || principal === '*') ? [] : [`${owner}.${sid} is open for ${principal}`];
    });
  });
};

/** Names of the bank's own keys, and of what they open. */
const TIER_ONE = /vault|unseal|reveal|tokenis|tier-?1|on-?prem/iu;

/** No role may use a key that this stack did not make, and nothing here so much as names one of the bank's. */
const knowsNoBankKeys: CfnRule = (template) => {
  const own = new Set(resourcesOf(template, 'AWS::KMS::Key').map(({ id }) => `${id}.Arn`));
  const foreign = identityStatements(template).filter(({ actions }) => actions.some((action) => action.startsWith('kms:'))).flatMap(({ owner, sid, resources }) => resources.filter((resource) => !own.has(resource)).map((resource) => `${owner}.${sid} is for the key ${resource}`));
  const grantable: JsonValue = JSON.parse(JSON.stringify(template.Resources));
  const named = textsIn(grantable).filter(([, text]) => TIER_ONE.test(text)).map(([path]) => `${path} names something of Tier 1`);
  return [...foreign, ...named];
};

/** A secret is a place in the environment, never a value; nor does the template know one. */
const tellsNoSecrets: CfnRule = (template) => {
  const places = new Set([...resourcesOf(template, 'AWS::SecretsManager::Secret').map(({ id }) => id), ...resourcesOf(template, 'AWS::KMS::Key').map(({ id }) => `${id}.Arn`)]);
  const environment = resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ id, Properties }) => Object.entries(at(Properties, 'Environment.Variables') ?? {}).map(([name, value]) => ({ id, name, value: textOf(value) })));
  const told = environment.filter(({ name, value }) => (/SECRET|PASSWORD|KEY|CREDENTIAL/u.test(name) && !places.has(value) && !/^uwf-\w+\/$/u.test(value)) || value.includes('{{resolve') || value.includes('BEGIN '));
  const given = resourcesOf(template, 'AWS::SecretsManager::Secret').filter(({ Properties }) => at(Properties, 'SecretString') !== undefined).map(({ id }) => `${id} has its value in the template`);
  return [...told.map(({ id, name }) => `${id} has ${name} as a value`), ...given];
};

/** Whatever is kept here is spoken to over TLS only. */
const speaksTls: CfnRule = (template) => {
  const denied = (type: string, member: string): ReadonlySet<string> =>
    new Set(
      resourcesOf(template, type)
        .filter(({ Properties }) => listOf(at(Properties, 'PolicyDocument.Statement')).some((statement) => textOf(at(statement, 'Effect')) === 'Deny' && at(statement, 'Condition.Bool.aws:SecureTransport') === false))
        .flatMap(({ Properties }) => listOf(at(Properties, member)).map(textOf)),
    );
  const [buckets, queues, topics] = [denied('AWS::S3::BucketPolicy', 'Bucket'), denied('AWS::SQS::QueuePolicy', 'Queues'), denied('AWS::SNS::TopicPolicy', 'Topics')];
  const open = (type: string, closed: ReadonlySet<string>): readonly string[] => resourcesOf(template, type).filter(({ id }) => !closed.has(id)).map(({ id }) => `${id} may be spoken to in the clear`);
  return [...open('AWS::S3::Bucket', buckets), ...open('AWS::SQS::Queue', queues), ...open('AWS::SNS::Topic', topics)];
};

/** Whether a bucket is the one that osls needs for itself. */
export function isDeploymentBucket(id: string): boolean {
  return id === DEPLOYMENT_BUCKET;
}

/** Who may do what. */
export const ACCESS_RULES = { namesActions, namesResources, grantsDuties, attachesDenials, separatesRoles, keepsOthersOut, knowsNoBankKeys, tellsNoSecrets, speaksTls } as const satisfies Readonly<Record<string, CfnRule>>;
