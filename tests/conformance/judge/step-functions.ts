import { assert } from '#shared/core/kernel/assert.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { TaskAnswer } from '../swf/drive.ts';
import { callAws } from './aws-call.ts';

/** What DescribeExecution says. */
export interface Description {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly startedAt: number;
}

/** Account and region of everything there. */
const PLACE = 'us-east-1:000000000000';

/** The service of AWS as the judge offers it, and the doors through which its tasks come to us. */
export class StepFunctions {
  private readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = endpoint;
  }

  async createMachine(name: string, machine: AslMachine): Promise<string> {
    const answer = await this.call('AWSStepFunctions.CreateStateMachine', { name, definition: JSON.stringify(machine), roleArn: 'arn:aws:iam::000000000000:role/judge' });
    return String(answer['stateMachineArn']);
  }

  async start(machineArn: string, name: string, input: JsonValue): Promise<string> {
    const answer = await this.call('AWSStepFunctions.StartExecution', { stateMachineArn: machineArn, name, input: JSON.stringify(input) });
    return String(answer['executionArn']);
  }

  async stop(executionArn: string): Promise<void> {
    await this.call('AWSStepFunctions.StopExecution', { executionArn });
  }

  async describe(executionArn: string): Promise<Description> {
    const { status, output, error, cause, startDate } = await this.call('AWSStepFunctions.DescribeExecution', { executionArn });
    return {
      status: String(status),
      startedAt: Math.round(Number(startDate) * 1000),
      ...(typeof output === 'string' ? { output } : {}),
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof cause === 'string' ? { cause } : {}),
    };
  }

  /** How many events its history has. */
  async eventCount(executionArn: string): Promise<number> {
    const { events } = await this.call('AWSStepFunctions.GetExecutionHistory', { executionArn, maxResults: 1000 });
    return Array.isArray(events) ? events.length : 0;
  }

  /** False when nobody waits for the token any more. */
  async complete(taskToken: string, answer: TaskAnswer): Promise<boolean> {
    const [operation, body] = answer.ok
      ? (['SendTaskSuccess', { taskToken, output: JSON.stringify(answer.output) }] as const)
      : (['SendTaskFailure', { taskToken, error: answer.error, cause: answer.cause }] as const);
    const reply = await callAws({ endpoint: this.endpoint, target: `AWSStepFunctions.${operation}`, body });
    return reply.ok;
  }

  async createQueue(name: string): Promise<string> {
    const answer = await this.call('AmazonSQS.CreateQueue', { QueueName: name });
    return String(answer['QueueUrl']);
  }

  async createActivity(name: string): Promise<string> {
    const answer = await this.call('AWSStepFunctions.CreateActivity', { name });
    return String(answer['activityArn']);
  }

  /** The next task of an activity, with its token as in a message; undefined when none comes in a minute. */
  async takeActivityTask(activityArn: string, signal: AbortSignal): Promise<JsonObject | undefined> {
    const { taskToken, input } = await this.call('AWSStepFunctions.GetActivityTask', { activityArn }, signal);
    if (typeof taskToken !== 'string' || typeof input !== 'string') return undefined;
    const given: JsonObject = JSON.parse(input);
    return { ...given, token: taskToken };
  }

  /** Hands over the messages of the queue, which they leave. */
  async receive(queueUrl: string, deliver: (message: JsonObject) => void, signal: AbortSignal): Promise<void> {
    const { Messages: messages } = await this.call('AmazonSQS.ReceiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }, signal);
    const received = Array.isArray(messages) ? messages.filter(isJsonObject) : [];
    for (const { Body: body } of received) deliver(JSON.parse(String(body)));
    await Promise.all(received.map((message) => this.call('AmazonSQS.DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle: message['ReceiptHandle'] ?? '' })));
  }

  private async call(target: string, body: JsonValue, signal?: AbortSignal): Promise<JsonObject> {
    const answer = await callAws({ endpoint: this.endpoint, target, body, ...(signal === undefined ? {} : { signal }) });
    assert(answer.ok, answer.ok ? 'answered' : `${target}: ${answer.error} ${answer.message}`);
    return answer.body;
  }
}

/** The facts of an execution that its machine can see. */
export function arnsOf(machineName: string, executionName: string): { readonly machineId: string; readonly id: string } {
  return { machineId: `arn:aws:states:${PLACE}:stateMachine:${machineName}`, id: `arn:aws:states:${PLACE}:execution:${machineName}:${executionName}` };
}
