import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Explained } from '../../../bin/support/report.mjs';
import { oslsPackage } from './osls.mjs';
import { zipFolder } from './zip.mjs';

/** What osls calls the template that makes everything, and the one that makes the bucket for it. */
const TEMPLATE = 'cloudformation-template-update-stack.json';

/** What osls remembers of it, for the deployment. */
const STATE = 'serverless-state.json';

/**
 * Packages a stage: a zip file per folder of `bundles`, and the CloudFormation of `serverless.yml` with them, in `out`. `osls deploy --package <out>` takes
 * it from there. Returns the compiled template and the sizes of the zip files. Errors: `Explained`.
 */
export function packageTemplate({ root, stage, bundles, out, params = {} }) {
  if (!existsSync(join(root, 'infra', 'aws', 'stages', `${stage}.yml`))) throw new Explained(`there is no stage ${stage}: infra/aws/stages has ${stagesOf(root).join(', ')}`);
  // osls empties the folder that it packages into.
  const [part, zips] = [`${out}.zips`, join(out, 'zips')];
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const sizes = {};
  for (const name of readdirSync(bundles).toSorted()) {
    const zip = zipFolder(join(bundles, name));
    writeFileSync(join(part, `${name}.zip`), zip);
    sizes[name] = zip.length;
  }
  oslsPackage({ root, stage, out, params: { ...params, artifacts: part } });
  renameSync(part, zips);
  tellPlaces(join(out, STATE), [[part, zips], [`${root}/`, '']]);
  return { template: JSON.parse(readFileSync(join(out, TEMPLATE), 'utf8')), sizes };
}

/** Names of the stages that there are. */
export function stagesOf(root) {
  return readdirSync(join(root, 'infra', 'aws', 'stages')).map((name) => name.replace(/\.yml$/u, '')).toSorted();
}

/** Where the zip files are: from the root on, so that the package may be deployed from another checkout. */
function tellPlaces(file, places) {
  const text = (place) => JSON.stringify(place).slice(1, -1);
  writeFileSync(file, places.reduce((state, [before, after]) => state.replaceAll(text(before), text(after)), readFileSync(file, 'utf8')));
}
