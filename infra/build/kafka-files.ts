import { stringify } from 'yaml';
import { loadProject } from '#shared/config/load-project-config.ts';
import { kafkaPlanOf, planToJson } from '#onprem-runner/commands/kafka-topics.ts';
import type { Golden } from './golden.ts';

const HEAD = '# Made by `npm run goldens` from uwf.config.yaml; the same as `uwf kafka topics -o yaml`.\n';

/** The topics between the zones and the rights on them, for the project of this repository: `infra/kafka`. */
export function kafkaFiles(root: string): Promise<readonly Golden[]> {
  const { topics, access } = planToJson(kafkaPlanOf(loadProject({ folder: root })));
  const file = (name: string, content: unknown): Golden => ({ path: `infra/kafka/${name}`, content: `${HEAD}${stringify(content, { lineWidth: 0 })}` });
  return Promise.resolve([file('topics.yml', { topics }), file('acls.yml', { access })]);
}
