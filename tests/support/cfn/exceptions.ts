/** What is granted on more than one thing that is named, with the reason why it cannot be less. */
export interface Exception {
  /** `Sid` of the statements. */
  readonly sid: string;
  /** End of the resource. */
  readonly resource: string;
  readonly reason: string;
}

const INDEXES = 'The indexes of one table.';
const BY_PREFIX = 'Machines and their executions are made as workflows are registered; the names of a stage begin alike.';

/** Resources of roles that are no single thing. Each is needed, or the suite fails. */
export const WILDCARD_RESOURCES: readonly Exception[] = [
  { sid: 'Traces', resource: '*', reason: 'Traces have no resource (service authorization reference of AWS X-Ray).' },
  { sid: 'MachineTraces', resource: '*', reason: 'As traces; what is sampled is asked of X-Ray, too.' },
  { sid: 'DeliverLogs', resource: '*', reason: 'Deliveries of logs have no resource (Step Functions developer guide, logging): the destination is named by the machine.' },
  { sid: 'Network', resource: '*', reason: 'Lambda makes network interfaces before they have a name, and descriptions have no resource; code of functions is denied it.' },
  { sid: 'AnswerTasks', resource: '*', reason: 'Answers to tasks have no resource (service authorization reference of AWS Step Functions): the token is the proof.' },
  { sid: 'AskForTasks', resource: '*', reason: 'As answers to tasks.' },
  { sid: 'RunMachines', resource: ':stateMachine:PREFIX-*', reason: BY_PREFIX },
  { sid: 'PublishMachines', resource: ':stateMachine:PREFIX-*', reason: BY_PREFIX },
  { sid: 'HandleExecutions', resource: ':execution:PREFIX-*', reason: BY_PREFIX },
  { sid: 'SeeExecutions', resource: ':execution:PREFIX-*', reason: BY_PREFIX },
  { sid: 'ReadExecutions', resource: '${ExecutionsTable.Arn}/index/*', reason: INDEXES },
  { sid: 'WriteExecutions', resource: '${ExecutionsTable.Arn}/index/*', reason: INDEXES },
  { sid: 'ReadSteps', resource: '${StepsTable.Arn}/index/*', reason: INDEXES },
  { sid: 'WriteSteps', resource: '${StepsTable.Arn}/index/*', reason: INDEXES },
  { sid: 'Blobs', resource: '${BlobBucket.Arn}/*', reason: 'Objects of one bucket.' },
  { sid: 'SecretsOfTasks', resource: ':secret:PREFIX/tasks/*', reason: 'Secrets that workflows name are made by people, beneath one name.' },
];

/** Actions of policies of resources that are no single action. */
export const WILDCARD_ACTIONS: readonly Exception[] = [{ sid: 'OfThisAccount', resource: '*', reason: 'An endpoint lets through what roles may do; it keeps out principals of other accounts.' }];

/** Types of resources that hold nothing to encrypt, or are told how by another. A type that is in neither table fails the suite. */
export const HOLDS_NOTHING: readonly string[] = [
  'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Authorizer', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFront::Distribution', 'AWS::CloudFront::ResponseHeadersPolicy', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard',
  'AWS::EC2::FlowLog', 'AWS::EC2::RouteTable', 'AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::VPC', 'AWS::EC2::VPCEndpoint',
  'AWS::Events::Rule', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::KMS::Alias', 'AWS::KMS::Key', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission', 'AWS::S3::BucketPolicy', 'AWS::Scheduler::ScheduleGroup', 'AWS::SNS::Subscription', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy',
];

/** The bucket that osls makes before anything else: it holds code and templates, which are public here. Encrypted with a key of S3, as no other is there yet. */
export const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';
