import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { AWS_DEAD_LETTERS, AWS_DUTIES, AWS_QUEUES } from './duties.ts';

/** The dashboard is a grid of 24 columns. */
const WIDTH_COLUMNS = 12;
const HEIGHT_ROWS = 6;
const PERIOD_SECONDS = 300;

interface Chart {
  readonly title: string;
  readonly statistic: string;
  readonly metrics: readonly JsonValue[];
}

/** One page for those on duty (AWS::CloudWatch::Dashboard): what clients see, what waits, what failed, what it costs. */
export function dashboardTemplate(): JsonObject {
  const body = JSON.stringify({ widgets: CHARTS.map(widgetOf) });
  return { Resources: { Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: '${self:custom.prefix}', DashboardBody: { 'Fn::Sub': body } } } } };
}

const functionMetric = (metric: string) => AWS_DUTIES.map(({ name }): JsonValue => ['AWS/Lambda', metric, 'FunctionName', `\${self:custom.prefix}-${name}`]);
const queueMetric = (metric: string, queues: readonly string[]) => queues.map((queue): JsonValue => ['AWS/SQS', metric, 'QueueName', `\${${queue}.QueueName}`]);
const apiMetric = (metric: string): JsonValue => ['AWS/ApiGateway', metric, 'ApiId', '${Api}'];
const machineMetric = (metric: string): JsonValue => [{ expression: `SELECT SUM(${metric}) FROM SCHEMA("AWS/States", StateMachineArn)`, label: metric, id: metric.charAt(0).toLowerCase() + metric.slice(1) }];

const CHARTS: readonly Chart[] = [
  { title: 'Requests', statistic: 'Sum', metrics: ['Count', '4xx', '5xx'].map(apiMetric) },
  { title: 'Latency of requests (p95, ms)', statistic: 'p95', metrics: ['Latency', 'IntegrationLatency'].map(apiMetric) },
  { title: 'Executions', statistic: 'Sum', metrics: ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'].map(machineMetric) },
  { title: 'State transitions (what is paid)', statistic: 'Sum', metrics: [['AWS/States', 'ConsumedCapacity', 'ServiceMetric', 'StateTransition']] },
  { title: 'Age of the oldest task (s)', statistic: 'Maximum', metrics: queueMetric('ApproximateAgeOfOldestMessage', AWS_QUEUES) },
  { title: 'Dead letters', statistic: 'Maximum', metrics: queueMetric('ApproximateNumberOfMessagesVisible', AWS_DEAD_LETTERS) },
  { title: 'Errors of functions', statistic: 'Sum', metrics: functionMetric('Errors') },
  { title: 'Duration of functions (p95, ms)', statistic: 'p95', metrics: functionMetric('Duration') },
  { title: 'Throttles of functions', statistic: 'Sum', metrics: functionMetric('Throttles') },
  { title: 'Answers of the bank that wait', statistic: 'Maximum', metrics: [['AWS/Lambda', 'OffsetLag', 'FunctionName', '${self:custom.prefix}-collect']] },
];

function widgetOf({ title, statistic, metrics }: Chart, index: number): JsonObject {
  return {
    type: 'metric',
    x: (index % 2) * WIDTH_COLUMNS,
    y: Math.floor(index / 2) * HEIGHT_ROWS,
    width: WIDTH_COLUMNS,
    height: HEIGHT_ROWS,
    properties: { title, region: '${AWS::Region}', view: 'timeSeries', stat: statistic, period: PERIOD_SECONDS, metrics },
  };
}
