/** What one function may do, in words of its duty: `<service>:<action> <resource>`. */
export type Rights = readonly string[];

const each = (service: string, actions: readonly string[], ...resources: readonly string[]): Rights => resources.flatMap((resource) => actions.map((action) => `${service}:${action} ${resource}`));

const READ = ['BatchGetItem', 'GetItem', 'Query'];
const WRITE = [...READ, 'ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem'];

const EXECUTIONS = ['ExecutionsTable.Arn', '${ExecutionsTable.Arn}/index/*'];
const STEPS = ['StepsTable.Arn', '${StepsTable.Arn}/index/*'];
const DEFINITIONS = ['DefinitionsTable.Arn'];
const MACHINES = 'states:stateMachine:PREFIX-*';
const RUNS = 'states:execution:PREFIX-*';

const logs = (group: string): Rights => [...each('logs', ['CreateLogStream', 'PutLogEvents'], `${group}.Arn`), ...each('xray', ['PutTelemetryRecords', 'PutTraceSegments'], '*')];
const openData = each('kms', ['Decrypt', 'DescribeKey'], 'DataKey.Arn');
const sealData = each('kms', ['Decrypt', 'DescribeKey', 'GenerateDataKey'], 'DataKey.Arn');
const openSecrets = each('kms', ['Decrypt'], 'SecretsKey.Arn');
const secrets = (...names: readonly string[]): Rights => each('secretsmanager', ['GetSecretValue'], ...names);
const network = each('ec2', ['CreateNetworkInterface', 'DeleteNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'], '*');
const take = (queue: string): Rights => each('sqs', ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'], `${queue}.Arn`);
const tasks = (...answers: readonly string[]): Rights => each('states', answers.map((answer) => `SendTask${answer}`), '*');
const allAnswers = tasks('Failure', 'Heartbeat', 'Success');
const runs = [...each('states', ['StartExecution'], MACHINES), ...each('states', ['DescribeExecution', 'GetExecutionHistory', 'RedriveExecution', 'StopExecution'], RUNS)];
const door = secrets('DoorSecret', 'KafkaSecret');

/** What each function needs for its duty, said a second time and by itself: the packaged roles must say exactly this. */
export const EXPECTED_RIGHTS: Readonly<Record<string, Rights>> = {
  WorkflowsRole: [...logs('WorkflowsLogs'), ...sealData, ...each('dynamodb', WRITE, ...EXECUTIONS), ...each('dynamodb', READ, ...DEFINITIONS, ...STEPS), ...runs, ...each('s3', ['GetObject', 'PutObject'], '${BlobBucket.Arn}/*')],
  RegistryRole: [
    ...logs('RegistryLogs'), ...sealData, ...openSecrets, ...secrets('ReleaseSecret'), ...each('dynamodb', WRITE, ...EXECUTIONS, ...DEFINITIONS, ...STEPS), ...runs,
    ...each('states', ['CreateStateMachine', 'CreateStateMachineAlias', 'DescribeStateMachineAlias', 'ListTagsForResource', 'PublishStateMachineVersion', 'TagResource', 'UpdateStateMachine', 'UpdateStateMachineAlias'], MACHINES),
    ...each('iam', ['PassRole'], 'MachineRole.Arn'),
  ],
  StepRole: [...logs('StepLogs'), ...openData, ...openSecrets, ...take('StepsQueue'), ...secrets('secretsmanager:secret:PREFIX/tasks/*'), ...each('dynamodb', READ, ...EXECUTIONS, ...DEFINITIONS), ...allAnswers],
  DispatchRole: [...logs('DispatchLogs'), ...openData, ...openSecrets, ...door, ...network, ...take('BankQueue'), ...each('dynamodb', READ, ...EXECUTIONS, ...DEFINITIONS), ...each('dynamodb', WRITE, ...STEPS), ...tasks('Heartbeat')],
  CollectRole: [...logs('CollectLogs'), ...sealData, ...openSecrets, ...door, ...secrets('KafkaAuthoritySecret'), ...network, ...each('sqs', ['GetQueueAttributes', 'SendMessage'], 'RecordDeadLetters.Arn'), ...each('dynamodb', READ, ...DEFINITIONS), ...each('dynamodb', WRITE, ...STEPS), ...allAnswers],
  RelayRole: [...logs('RelayLogs'), ...openData, ...openSecrets, ...door, ...network, ...each('dynamodb', READ, ...DEFINITIONS), ...each('dynamodb', WRITE, ...STEPS), ...allAnswers],
  SweeperRole: [...logs('SweeperLogs'), ...openData, ...each('dynamodb', WRITE, ...EXECUTIONS, ...STEPS), ...each('dynamodb', READ, ...DEFINITIONS), ...each('states', ['DescribeExecution', 'GetExecutionHistory'], RUNS)],
  EndedRole: [
    ...logs('EndedLogs'), ...sealData, ...each('sqs', ['SendMessage'], 'EventDeadLetters.Arn'), ...each('dynamodb', WRITE, ...EXECUTIONS, ...STEPS), ...each('dynamodb', READ, ...DEFINITIONS),
    ...each('states', ['DescribeExecution', 'GetExecutionHistory'], RUNS),
  ],
  // Not functions: state machines, the clock, and what carries events and logs from one service to the next.
  MachineRole: [
    ...each('sqs', ['SendMessage'], 'StepsQueue.Arn', 'BankQueue.Arn'), ...each('kms', ['Decrypt', 'GenerateDataKey'], 'DataKey.Arn'), ...each('xray', ['GetSamplingRules', 'GetSamplingTargets', 'PutTelemetryRecords', 'PutTraceSegments'], '*'),
    ...each('logs', ['CreateLogDelivery', 'DeleteLogDelivery', 'DescribeLogGroups', 'DescribeResourcePolicies', 'GetLogDelivery', 'ListLogDeliveries', 'PutResourcePolicy', 'UpdateLogDelivery'], '*'),
  ],
  ScheduleRole: [...each('lambda', ['InvokeFunction'], 'RelayLambdaFunction.Arn', 'SweeperLambdaFunction.Arn'), ...each('sqs', ['SendMessage'], 'EventDeadLetters.Arn'), ...each('kms', ['Decrypt', 'GenerateDataKey'], 'DataKey.Arn')],
  ForwardRole: each('events', ['PutEvents'], 'Bus.Arn'),
  FlowLogRole: each('logs', ['CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'], 'FlowLogGroup.Arn'),
};
