import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient, type SFNClientConfig } from '@aws-sdk/client-sfn';
import { forever, type Loop } from '#tests/support/cloud/forever.ts';
import { invoke, type LambdaFunction } from './lambda-host.ts';

const LOOK_MS = 1_000;

/** Tells a function of ends as the rule on EventBridge does: Step Functions tells nobody of them here, so that executions are looked at. */
export function statusChanges({ place, machinePrefix }: { readonly place: SFNClientConfig; readonly machinePrefix: string }, call: LambdaFunction): Loop {
  const client = new SFNClient(place);
  const told = new Set<string>();
  return forever(async () => {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
    for (const { stateMachineArn, name } of stateMachines) {
      if (name?.startsWith(machinePrefix) !== true) continue;
      const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
      for (const { executionArn = '', name: execution, status } of executions) {
        if (status === 'RUNNING' || told.has(executionArn)) continue;
        await invoke(call, { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn, stateMachineArn, name: execution, status } });
        told.add(executionArn);
      }
    }
  }, LOOK_MS);
}
