import { callAsyncApiRules } from './call-asyncapi.ts';
import { callFunctionRules } from './call-function.ts';
import { callHttpRules } from './call-http.ts';
import { callOpenApiRules } from './call-openapi.ts';
import { callProtocolRules } from './call-protocol.ts';
import { doRules } from './do.ts';
import { emitRules } from './emit.ts';
import { forRules } from './for.ts';
import { forkRules } from './fork.ts';
import { listenRules } from './listen.ts';
import { raiseRules } from './raise.ts';
import { runRules } from './run.ts';
import { setRules } from './set.ts';
import { switchRules } from './switch.ts';
import type { TaskRulesTable } from './task-rules.ts';
import { tryRules } from './try.ts';
import { waitRules } from './wait.ts';

/** Every kind of task with its rules: a new kind does not compile until it has its row. */
export const taskRules: TaskRulesTable = {
  set: setRules,
  switch: switchRules,
  do: doRules,
  'call-function': callFunctionRules,
  'call-http': callHttpRules,
  'call-openapi': callOpenApiRules,
  'call-grpc': callProtocolRules,
  'call-a2a': callProtocolRules,
  'call-mcp': callProtocolRules,
  'call-asyncapi': callAsyncApiRules,
  try: tryRules,
  raise: raiseRules,
  wait: waitRules,
  for: forRules,
  fork: forkRules,
  emit: emitRules,
  listen: listenRules,
  run: runRules,
};
