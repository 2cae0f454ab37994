import { stringify } from 'yaml';
import { httpDuties } from '#functions/aws/duties.ts';
import { createGatewayTemplate } from '#functions/http/gateway-template.ts';
import { operations } from '#functions/operations/table.ts';
import { alarmsTemplate } from './aws/alarms.ts';
import { dashboardTemplate } from './aws/dashboard.ts';
import { logGroupsTemplate } from './aws/log-groups.ts';
import { tablesTemplate } from './aws/tables.ts';
import type { Golden } from './golden.ts';

/** The parts of `serverless.yml` that are made of what the code says: routes of the operations, tables of the adapter, logs and alarms of every function. */
export function awsFiles(): Promise<readonly Golden[]> {
  const file = (name: string, source: string, content: unknown): Golden => ({ path: `infra/aws/${name}`, content: `# Made by \`npm run goldens\` from ${source}.\n${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}` });
  return Promise.resolve([
    file('api.yml', 'functions/operations/table.ts (functions/http/gateway-template.ts)', createGatewayTemplate(operations, httpDuties)),
    file('tables.yml', 'shared/adapters/dynamodb/tables.ts (infra/build/aws/tables.ts)', tablesTemplate()),
    file('logs.yml', 'infra/build/aws/duties.ts (infra/build/aws/log-groups.ts)', logGroupsTemplate()),
    file('alarms.yml', 'infra/build/aws/duties.ts (infra/build/aws/alarms.ts)', alarmsTemplate()),
    file('dashboard.yml', 'infra/build/aws/duties.ts (infra/build/aws/dashboard.ts)', dashboardTemplate()),
  ]);
}
