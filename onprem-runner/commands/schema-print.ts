import { Argument } from 'commander';
import { readFileSync } from 'node:fs';
import { CASE_SCHEMA } from '../cases/case-schema.ts';
import { renderValue } from '../output/format.ts';
import type { AddCommand } from './context.ts';

/** Beside the program in every installation. */
const PUBLISHED_SCHEMA = new URL('../../docs/schema/uwf-workflow.schema.json', import.meta.url);

/** `uwf schema print`: the JSON Schema of documents or of cases, for editors. */
export const addSchemaPrint: AddCommand = (parent, { terminal }) => {
  parent
    .command('print')
    .description('write the JSON Schema of workflow documents, with our additions, or of cases, for completion in editors')
    .addArgument(new Argument('[kind]', 'of what').choices(['document', 'case']).default('document'))
    .addHelpText('after', '\nIn a document: # yaml-language-server: $schema=./uwf-workflow.schema.json')
    .action((kind: 'document' | 'case') => terminal.out(kind === 'case' ? renderValue({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Case of a workflow', ...CASE_SCHEMA }, 'json') : readFileSync(PUBLISHED_SCHEMA, 'utf8')));
};
