import type { StepFunctionsMachines } from '#shared/adapters/step-functions/index.ts';
import type { Environment } from '#shared/config/read-env.ts';
import { AWS_SETTINGS, readSettings } from '../config.ts';

/** With what state machines are made. Errors: `UWF-5005`. */
export function readMachines(environment: Environment): StepFunctionsMachines {
  const { machineRoleArn, stepsQueue, bankQueue, machineLogGroup, machineKey } = readSettings(AWS_SETTINGS.machines, environment);
  return {
    roleArn: machineRoleArn,
    queues: { steps: stepsQueue, bank: bankQueue },
    ...(machineLogGroup === undefined ? {} : { logGroupArn: machineLogGroup }),
    ...(machineKey === undefined ? {} : { keyArn: machineKey }),
  };
}
