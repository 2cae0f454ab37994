import { AWS_SETTINGS, readSettings } from '#functions/aws/config.ts';
import { httpDuties } from '#functions/aws/duties.ts';
import { operations } from '#functions/operations/table.ts';
import type { Settings } from '#shared/config/schema.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CfnRule } from './rules-access.ts';
import { at, listOf, resourcesOf, textOf, type CfnTemplate, type NamedResource } from './template.ts';

const { stores, states, machines, identity, door, secrets, incarnation } = AWS_SETTINGS;

/** What each function reads of its environment: the groups of settings of its entry. */
const SETTINGS_OF: Readonly<Record<string, Settings>> = {
  workflows: { ...stores, ...states, ...identity },
  registry: { ...stores, ...states, ...machines, ...identity, ...secrets, ...incarnation },
  step: { ...stores, ...secrets },
  dispatch: { ...stores, ...door, ...secrets, ...incarnation },
  collect: { ...stores, ...door, ...secrets, ...incarnation },
  relay: { ...stores, ...door, ...secrets, ...incarnation },
  sweeper: { ...stores, ...states, ...incarnation },
  ended: { ...stores, ...states, ...incarnation },
};

/** The functions are those that there are entries for, each as Lambda should run it. */
const shapesFunctions: CfnRule = (template) => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');
  const names = functions.map(nameOf).sort().join();
  const expected = Object.keys(SETTINGS_OF).sort().join();
  return [
    ...(names === expected ? [] : [`functions: ${names}, expected ${expected}`]),
    ...functions.flatMap((one) => [
      ...(at(one.Properties, 'Runtime') === 'nodejs22.x' && listOf(at(one.Properties, 'Architectures')).join() === 'arm64' ? [] : [`${one.id} runs on something else`]),
      ...(at(one.Properties, 'TracingConfig.Mode') === 'Active' ? [] : [`${one.id} is not traced`]),
      ...(Number(at(one.Properties, 'Timeout')) <= 240 && at(one.Properties, 'Handler') === 'index.handler' ? [] : [`${one.id} is not started as it should be`]),
      ...(at(one.Properties, 'Environment.Variables.NODE_OPTIONS') === '--enable-source-maps' ? [] : [`${one.id} says nothing of its sources`]),
    ]),
  ];
};

/** End of the name of a function: its duty. */
function nameOf({ Properties }: NamedResource): string {
  return textOf(at(Properties, 'FunctionName')).split('-').at(-1) ?? '';
}

/** Every function finds the settings that it reads, and gets none that it does not. */
const tellsSettings: CfnRule = (template) =>
  resourcesOf(template, 'AWS::Lambda::Function').flatMap((one) => {
    const settings = SETTINGS_OF[nameOf(one)] ?? {};
    const told = Object.entries(at(one.Properties, 'Environment.Variables') ?? {}).map(([name, value]) => [name, name.endsWith('_URL') ? 'https://queue.example' : textOf(value)] as const);
    const read = new Set(Object.values(settings).map(({ variable }) => variable));
    const needless = told.filter(([name]) => !read.has(name) && !COMMON.has(name)).map(([name]) => `${one.id} is told ${name} and does not read it`);
    return [...needless, ...problemsOf(settings, Object.fromEntries([...told, ['AWS_REGION', 'eu-central-1']])).map((problem) => `${one.id}: ${problem}`)];
  });

/** What Lambda itself reads, what every function reads, and what the API reads of its edge. */
const COMMON: ReadonlySet<string> = new Set(['NODE_OPTIONS', 'UWF_LOG_LEVEL', 'UWF_TABLE_PREFIX', 'UWF_EDGE_PROOFS', 'UWF_BLOB_BUCKET']);

function problemsOf(settings: Settings, environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readSettings(settings, environment);
    return [];
  } catch (error) {
    if (error instanceof UwfError) return [error.message];
    throw error;
  }
}

/** Who speaks to the bank's cluster. */
const SPEAKING: readonly string[] = ['dispatch', 'collect', 'relay'];

/** What speaks to the bank's cluster has its client and stands in its network, and nothing else does; the number of connections is bounded. */
const joinsTheBank: CfnRule = (template) => {
  const functions = new Map(resourcesOf(template, 'AWS::Lambda::Function').map((one) => [nameOf(one), one]));
  const standing = SPEAKING.flatMap((name) => (at(functions.get(name)?.Properties, 'VpcConfig.SubnetIds') === undefined ? [`${name} is not in the network`] : []));
  const layered = SPEAKING.flatMap((name) => (listOf(at(functions.get(name)?.Properties, 'Layers')).length === 1 ? [] : [`${name} has no client of Kafka`]));
  const others = [...functions].filter(([name]) => !SPEAKING.includes(name));
  const needless = others.flatMap(([name, { Properties }]) => (at(Properties, 'VpcConfig') === undefined && listOf(at(Properties, 'Layers')).length === 0 ? [] : [`${name} stands in the network of the bank and does not speak with it`]));
  const bounded = ['dispatch', 'relay', 'sweeper'].flatMap((name) => (Number(at(functions.get(name)?.Properties, 'ReservedConcurrentExecutions')) >= 1 ? [] : [`${name} may run as often as it likes`]));
  const sources = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(({ id, Properties }) => (at(Properties, 'SelfManagedEventSource') !== undefined || Number(at(Properties, 'ScalingConfig.MaximumConcurrency')) >= 2 ? [] : [`${id} has no bound`]));
  return [...standing, ...layered, ...needless, ...bounded, ...sources, ...kafkaSources(template)];
};

function kafkaSources(template: CfnTemplate): readonly string[] {
  const sources = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) => at(Properties, 'SelfManagedEventSource') !== undefined);
  const topics = sources.flatMap(({ Properties }) => listOf(at(Properties, 'Topics')).map(textOf)).map((topic) => topic.split('.').at(-1) ?? '').sort().join();
  const trusted = sources.filter(({ Properties }) => !listOf(at(Properties, 'SourceAccessConfigurations')).some((access) => textOf(at(access, 'Type')) === 'SERVER_ROOT_CA_CERTIFICATE')).map(({ id }) => `${id} trusts any broker`);
  return [...(topics === 'ctl,res' ? [] : [`records are taken of ${topics}`]), ...trusted];
}

/** Every operation has its route, to the function of its duty, and asks for the scope that its row names. */
const routesOperations: CfnRule = (template) => {
  const routes = new Map(resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [textOf(at(Properties, 'RouteKey')), Properties]));
  const expected = operations.flatMap((operation) => (operation.method === 'GET' ? ['GET', 'HEAD'] : [operation.method]).map((method) => ({ operation, key: `${method} ${operation.path}` })));
  const wrong = expected.flatMap(({ operation: { id, access }, key }) => {
    const route = routes.get(key);
    const asks = access.kind === 'public' ? 'NONE' : `JWT ${access.scope}`;
    const found = [textOf(at(route, 'AuthorizationType')), ...listOf(at(route, 'AuthorizationScopes')).map(textOf)].join(' ');
    const target = textOf(at(route, 'Target'));
    return found === asks && target.toLowerCase() === `integrations/${httpDuties.get(id) ?? ''}integration` ? [] : [`${key} asks for ${found} and goes to ${target}`];
  });
  const others = [...routes.keys()].filter((key) => key !== '$default' && !expected.some((one) => one.key === key)).map((key) => `${key} is no operation`);
  const authorizer = resourcesOf(template, 'AWS::ApiGatewayV2::Authorizer').filter(({ Properties }) => !textOf(at(Properties, 'JwtConfiguration.Issuer')).startsWith('https://')).map(({ id }) => `${id} trusts an issuer in the clear`);
  return [...wrong, ...others, ...authorizer];
};

/** Clients come through the firewall, over TLS 1.2 or later, and the gateway can tell that they did. */
const guardsTheEdge: CfnRule = (template) => {
  const [edge, ...others] = resourcesOf(template, 'AWS::CloudFront::Distribution');
  const config = at(edge?.Properties, 'DistributionConfig');
  const header = listOf(at(config, 'Origins.0.OriginCustomHeaders')).find((one) => textOf(at(one, 'HeaderName')) === 'x-uwf-edge');
  const told = ['workflows', 'registry'].filter((name) => !resourcesOf(template, 'AWS::Lambda::Function').some((one) => nameOf(one) === name && /^[0-9a-f]{64}(?:,[0-9a-f]{64})*$/u.test(textOf(at(one.Properties, 'Environment.Variables.UWF_EDGE_PROOFS')))));
  return [
    ...(others.length === 0 && edge !== undefined ? [] : ['there is not one way in']),
    ...(textOf(at(config, 'WebACLId')).includes(':global/webacl/') ? [] : ['there is no firewall']),
    ...(textOf(at(config, 'ViewerCertificate.MinimumProtocolVersion')).startsWith('TLSv1.2_') ? [] : ['clients may use an old TLS']),
    ...(at(config, 'DefaultCacheBehavior.ViewerProtocolPolicy') === 'https-only' && at(config, 'Origins.0.CustomOriginConfig.OriginProtocolPolicy') === 'https-only' ? [] : ['requests may be in the clear']),
    ...(textOf(at(header, 'HeaderValue')).includes('{{resolve:secretsmanager:uwf-') ? [] : ['the distribution does not prove itself']),
    ...told.map((name) => `${name} cannot tell who came through the distribution`),
  ];
};

const OPENINGS = ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::EgressOnlyInternetGateway', 'AWS::EC2::EIP', 'AWS::Lambda::Url'];

/** There is no way from or to the internet but the API, and nobody may speak to what speaks to the bank. */
const closesTheNetwork: CfnRule = (template) => [
  ...resourcesOf(template, ...OPENINGS).map(({ id }) => `${id} opens the network`),
  ...resourcesOf(template, 'AWS::EC2::Subnet').filter(({ Properties }) => at(Properties, 'MapPublicIpOnLaunch') !== false).map(({ id }) => `${id} gives public addresses`),
  ...resourcesOf(template, 'AWS::EC2::SecurityGroup').flatMap(({ id, Properties }) => [
    ...listOf(at(Properties, 'SecurityGroupIngress')).filter((rule) => at(rule, 'SourceSecurityGroupId') === undefined).map(() => `${id} lets others in`),
    ...(listOf(at(Properties, 'SecurityGroupEgress')).length > 0 ? [] : [`${id} lets everything out`]),
    ...listOf(at(Properties, 'SecurityGroupEgress')).filter((rule) => at(rule, 'CidrIp') === '0.0.0.0/0' && at(rule, 'FromPort') !== 443).map(() => `${id} lets out what is not TLS`),
  ]),
  ...resourcesOf(template, 'AWS::Lambda::Permission').filter(({ Properties }) => at(Properties, 'SourceArn') === undefined).map(({ id }) => `${id} lets any account call`),
];

/** Whatever can fail is watched, and people hear of it. */
const raisesAlarms: CfnRule = (template) => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  const watched = new Set(alarms.flatMap(({ Properties }) => listOf(at(Properties, 'Dimensions')).map((dimension) => `${textOf(at(Properties, 'MetricName'))} ${textOf(at(dimension, 'Value'))}`)));
  const functions = resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ id }) => ['Errors', 'Throttles'].map((metric) => `${metric} ${id}`));
  const queues = resourcesOf(template, 'AWS::SQS::Queue').map(({ id }) => `${id.endsWith('DeadLetters') ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage'} ${id}.QueueName`);
  const others = ['5xx Api', 'OffsetLag CollectLambdaFunction', 'ConsumedCapacity StateTransition'];
  const silent = alarms.filter(({ Properties }) => !listOf(at(Properties, 'AlarmActions')).some((action) => template.Resources[textOf(action)]?.Type === 'AWS::SNS::Topic')).map(({ id }) => `${id} tells nobody`);
  const queries = alarms.map(({ Properties }) => textOf(at(Properties, 'Metrics.0.Expression')));
  const executions = ['ExecutionsFailed', 'ExecutionsTimedOut'].filter((metric) => !queries.some((query) => query.includes(metric)));
  const reached = resourcesOf(template, 'AWS::SNS::Subscription').length > 0 ? [] : ['nobody hears of alarms'];
  return [...[...functions, ...queues, ...others].filter((metric) => !watched.has(metric)).map((metric) => `nobody watches ${metric}`), ...executions.map((metric) => `nobody watches ${metric}`), ...silent, ...reached];
};

/** What it is made of. */
export const SHAPE_RULES = { shapesFunctions, tellsSettings, joinsTheBank, routesOperations, guardsTheEdge, closesTheNetwork, raisesAlarms } as const satisfies Readonly<Record<string, CfnRule>>;
