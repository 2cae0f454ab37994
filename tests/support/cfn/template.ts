import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** A compiled template of CloudFormation. */
export interface CfnTemplate {
  readonly Resources: Readonly<Record<string, CfnResource>>;
  readonly Outputs?: JsonObject;
}

/** A resource; what it is made with is read by paths. */
export interface CfnResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A resource with its logical id. */
export interface NamedResource extends CfnResource {
  readonly id: string;
}

/** Resources of some types. */
export function resourcesOf(template: CfnTemplate, ...types: readonly string[]): readonly NamedResource[] {
  return Object.entries(template.Resources).flatMap(([id, resource]) => (types.includes(resource.Type) ? [{ id, ...resource }] : []));
}

/** The member that a path of names leads to: `SSESpecification.KMSMasterKeyId`, `Rules.0.Id`. */
export function at(value: JsonValue | undefined, path: string): JsonValue | undefined {
  return path.split('.').reduce<JsonValue | undefined>((inner, name) => {
    if (isJsonArray(inner)) return inner[Number(name)];
    return isJsonObject(inner) ? inner[name] : undefined;
  }, value);
}

/** A value as a list: what may be one or several. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return isJsonArray(value) ? value : [value];
}

/** A name, or what a function of CloudFormation makes of one, as a text: `StepsQueue.Arn`, `${Bus.Arn}/*`. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  const { Ref: reference, 'Fn::GetAtt': attribute, 'Fn::Sub': text, 'Fn::Join': joined } = value;
  if (typeof reference === 'string') return reference;
  if (attribute !== undefined) return listOf(attribute).map(textOf).join('.');
  if (text !== undefined) return textOf(text);
  const [separator, parts] = listOf(joined);
  return joined === undefined ? JSON.stringify(value) : listOf(parts).map(textOf).join(textOf(separator));
}

/** A statement of a policy, with where it stands. */
export interface Statement {
  /** Logical id of the role, the key, the bucket. */
  readonly owner: string;
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  readonly condition: JsonValue | undefined;
}

/** Statements of roles: what something may do. */
export function identityStatements(template: CfnTemplate): readonly Statement[] {
  const inline = resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id, Properties }) => listOf(at(Properties, 'Policies')).flatMap((policy) => statementsIn(id, at(policy, 'PolicyDocument'))));
  const managed = resourcesOf(template, 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy').flatMap(({ id, Properties }) => statementsIn(id, at(Properties, 'PolicyDocument')));
  return [...inline, ...managed];
}

/** Where the policy of a resource stands, by its type: who may use it. */
const RESOURCE_POLICIES: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::EC2::VPCEndpoint': 'PolicyDocument',
  'AWS::IAM::Role': 'AssumeRolePolicyDocument',
};

/** Statements of resources of some types. */
export function resourceStatements(template: CfnTemplate, ...types: readonly string[]): readonly Statement[] {
  return resourcesOf(template, ...types).flatMap(({ id, Type, Properties }) => statementsIn(id, at(Properties, RESOURCE_POLICIES[Type] ?? '')));
}

/** Types of resources that have policies of their own. */
export const TYPES_WITH_POLICIES = Object.keys(RESOURCE_POLICIES);

function statementsIn(owner: string, policy: JsonValue | undefined): readonly Statement[] {
  return listOf(at(policy, 'Statement')).map((statement) => ({
    owner,
    sid: textOf(at(statement, 'Sid')),
    effect: textOf(at(statement, 'Effect')),
    actions: listOf(at(statement, 'Action')).map(textOf),
    resources: listOf(at(statement, 'Resource')).map(textOf),
    principals: principalsOf(at(statement, 'Principal')),
    condition: at(statement, 'Condition'),
  }));
}

function principalsOf(principal: JsonValue | undefined): readonly string[] {
  return isJsonObject(principal) ? Object.entries(principal).flatMap(([kind, names]) => listOf(names).map((name) => `${kind} ${textOf(name)}`)) : listOf(principal).map(textOf);
}

/** Every text in a value, with the path to it. */
export function textsIn(value: JsonValue, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (isJsonArray(value)) return value.flatMap((item, index) => textsIn(item, `${path}/${String(index)}`));
  return isJsonObject(value) ? Object.entries(value).flatMap(([name, inner]) => [[`${path}/${name}`, name] as const, ...textsIn(inner, `${path}/${name}`)]) : [];
}
