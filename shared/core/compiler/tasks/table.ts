import { callFunctionRules } from './call-function.ts';
import { callHttpRules } from './call-http.ts';
import { doRules } from './do.ts';
import { raiseRules } from './raise.ts';
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
  try: tryRules,
  raise: raiseRules,
  wait: waitRules,
};
