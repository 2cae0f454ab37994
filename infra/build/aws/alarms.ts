import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { AWS_DEAD_LETTERS, AWS_DUTIES, AWS_QUEUES, functionLogicalId, type AwsDuty } from './duties.ts';

/** When an alarm is raised. */
interface Alarm {
  readonly id: string;
  readonly says: string;
  readonly metrics: JsonObject;
  readonly above: JsonValue;
  /** Periods in a row. */
  readonly periods?: number;
}

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;
/** A message that is older waits for somebody. */
const QUEUE_AGE_SECONDS_MAX = 300;
/** Records of a partition that are not taken in yet. */
const RECORDS_BEHIND_MAX = 1_000;

/** Alarms of AWS (AWS::CloudWatch::Alarm). All of them tell the topic `Alarms`; none says more than a name and a number. */
export function alarmsTemplate(): JsonObject {
  const alarms = [...AWS_DUTIES.flatMap(alarmsOfFunction), ...AWS_QUEUES.map(ageAlarm), ...AWS_DEAD_LETTERS.map(deadLetterAlarm), ...OTHER_ALARMS];
  return { Resources: Object.fromEntries(alarms.map((alarm) => [alarm.id, alarmJson(alarm)])) };
}

function alarmsOfFunction({ name, failing }: AwsDuty): readonly Alarm[] {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const dimensions = [{ Name: 'FunctionName', Value: { Ref: functionLogicalId(name) } }];
  return [
    { id: `${title}ErrorsAlarm`, says: `${name} fails: ${failing}`, metrics: one({ namespace: 'AWS/Lambda', metric: 'Errors', dimensions }), above: 0, periods: 3 },
    { id: `${title}ThrottlesAlarm`, says: `${name} is throttled: ${failing}`, metrics: one({ namespace: 'AWS/Lambda', metric: 'Throttles', dimensions }), above: 0, periods: 5 },
  ];
}

function ageAlarm(queue: string): Alarm {
  const dimensions = [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }];
  return { id: `${queue}AgeAlarm`, says: `${queue}: tasks wait longer than ${String(QUEUE_AGE_SECONDS_MAX)} seconds`, metrics: one({ namespace: 'AWS/SQS', metric: 'ApproximateAgeOfOldestMessage', dimensions, statistic: 'Maximum' }), above: QUEUE_AGE_SECONDS_MAX, periods: 5 };
}

function deadLetterAlarm(queue: string): Alarm {
  const dimensions = [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }];
  return { id: `${queue}Alarm`, says: `${queue}: something was given up and waits for a person`, metrics: one({ namespace: 'AWS/SQS', metric: 'ApproximateNumberOfMessagesVisible', dimensions, statistic: 'Maximum' }), above: 0 };
}

const API = [{ Name: 'ApiId', Value: { Ref: 'Api' } }];

const OTHER_ALARMS: readonly Alarm[] = [
  { id: 'ApiErrorsAlarm', says: 'the gateway answers 5xx', metrics: one({ namespace: 'AWS/ApiGateway', metric: '5xx', dimensions: API }), above: 0, periods: 3 },
  { id: 'ApiLatencyAlarm', says: 'the slowest twentieth of all requests takes longer than 500 ms', metrics: one({ namespace: 'AWS/ApiGateway', metric: 'Latency', dimensions: API, extended: 'p95' }), above: 500, periods: 5 },
  {
    id: 'RecordsBehindAlarm',
    says: 'answers of the bank come faster than they are taken in',
    metrics: one({ namespace: 'AWS/Lambda', metric: 'OffsetLag', dimensions: [{ Name: 'FunctionName', Value: { Ref: functionLogicalId('collect') } }], statistic: 'Maximum' }),
    above: RECORDS_BEHIND_MAX,
    periods: 5,
  },
  { id: 'ExecutionsFailedAlarm', says: 'more executions fail than is usual', metrics: allMachines('ExecutionsFailed'), above: '${param:failedExecutionsPerFiveMinutes}' },
  { id: 'ExecutionsTimedOutAlarm', says: 'executions run out of time', metrics: allMachines('ExecutionsTimedOut'), above: 0 },
  {
    id: 'TransitionsAlarm',
    says: 'state transitions of a day exceed the budget; they are what Step Functions is paid by',
    metrics: one({ namespace: 'AWS/States', metric: 'ConsumedCapacity', dimensions: [{ Name: 'ServiceMetric', Value: 'StateTransition' }], period: DAY_SECONDS }),
    above: '${param:transitionsPerDay}',
  },
];

interface Metric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: JsonValue;
  readonly statistic?: string;
  readonly extended?: string;
  readonly period?: number;
}

function one({ namespace, metric, dimensions, statistic = 'Sum', extended, period = MINUTE_SECONDS }: Metric): JsonObject {
  return { Namespace: namespace, MetricName: metric, Dimensions: dimensions, Period: period, ...(extended === undefined ? { Statistic: statistic } : { ExtendedStatistic: extended }) };
}

/** Over all machines of the account: they are made as workflows are registered, so no template knows their names. */
function allMachines(metric: string): JsonObject {
  return { Metrics: [{ Id: 'all', Expression: `SELECT SUM(${metric}) FROM SCHEMA("AWS/States", StateMachineArn)`, Period: 300, ReturnData: true }] };
}

function alarmJson({ says, metrics, above, periods = 1 }: Alarm): JsonObject {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: says,
      ...metrics,
      Threshold: above,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: periods,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'Alarms' }],
      OKActions: [{ Ref: 'Alarms' }],
    },
  };
}
