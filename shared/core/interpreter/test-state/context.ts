import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { refuseRequest, type StateTest, type StateTestRefusal, type TestSurroundings } from './model.ts';
import { TESTED_STATE, type Subject } from './subject.ts';
import { formatTimestamp } from '../timestamp.ts';

type MemberType = 'string' | 'number' | 'any';

/** What a context object may have, and of which type. */
const MEMBERS: { readonly [part: string]: { readonly [member: string]: MemberType } } = {
  Execution: { Id: 'string', Input: 'any', Name: 'string', RoleArn: 'string', StartTime: 'string', RedriveCount: 'number', RedriveTime: 'string' },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

/** What is wrong with a context object of a request. */
export function refuseContext(context: JsonValue | undefined): StateTestRefusal | undefined {
  if (context === undefined) return undefined;
  const problem = isJsonObject(context) ? problemOf(context) : 'Context object must be a JSON object';
  return problem === undefined ? undefined : refuseRequest(`Invalid Context object provided: ${problem}`);
}

function problemOf(context: JsonObject): string | undefined {
  for (const [part, value] of Object.entries(context)) {
    if (part === 'Map') return "'Map' field is not supported when mocking a Context object";
    const members = Object.hasOwn(MEMBERS, part) ? MEMBERS[part] : undefined;
    const problem = members === undefined ? `Field '${part}' is not allowed` : problemOfPart(part, value, members);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfPart(part: string, value: JsonValue, members: { readonly [member: string]: MemberType }): string | undefined {
  if (!isJsonObject(value)) return `${part} must be an object`;
  for (const [name, member] of Object.entries(value)) {
    const type = Object.hasOwn(members, name) ? members[name] : undefined;
    if (type === undefined) return `Field '${part}.${name}' is not allowed`;
    if (type !== 'any' && typeof member !== type) return `${part}.${name} must be a ${type}`;
  }
  return undefined;
}

/** The context object of a test that brings none: that of an Express execution with made-up names. */
export function contextOf(test: StateTest, subject: Subject, { at }: TestSurroundings): JsonObject {
  if (isJsonObject(test.context)) return test.context;
  const time = formatTimestamp(at);
  const machine = 'test-state';
  const isRetrying = subject.type === 'Task' || subject.type === 'Map' || subject.type === 'Parallel';
  return {
    Execution: {
      Id: `arn:aws:states:us-east-1:123456789012:express:${machine}:test`,
      Input: test.input ?? {},
      Name: 'test',
      RoleArn: test.roleArn ?? null,
      StartTime: time,
    },
    StateMachine: { Id: `arn:aws:states:us-east-1:123456789012:stateMachine:${machine}`, Name: machine },
    State: { Name: TESTED_STATE, EnteredTime: time, ...(isRetrying ? { RetryCount: test.stateConfiguration?.retrierRetryCount ?? 0 } : {}) },
  };
}
