import type { JsonObject } from '../../kernel/json.ts';
import { inside, reportSchema, type Place } from './place.ts';
import { jsonataOnly, jsonPathOnly, shaped, type Shape, type ValueRule } from './shape.ts';
import { objectTemplate, template } from './templates.ts';
import { dataPath, filledText, integerIn, listOf, oneOf, orExpression, referencePath, text } from './values.ts';

const READER_CONFIG: Shape = {
  fields: {
    InputType: oneOf('CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'),
    Transformation: oneOf('NONE', 'LOAD_AND_FLATTEN'),
    CSVHeaderLocation: oneOf('FIRST_ROW', 'GIVEN'),
    CSVHeaders: listOf(text, { isFilled: true }),
    CSVDelimiter: oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
    ManifestType: oneOf('ATHENA_DATA', 'S3_INVENTORY'),
    ItemsPointer: text,
    MaxItems: orExpression(integerIn({ min: 0, max: 100_000_000 })),
    MaxItemsPath: jsonPathOnly(referencePath),
    ExpectedBucketOwner: text,
  },
  atMostOne: [['MaxItems', 'MaxItemsPath']],
  also: checkHeaders,
};

/** `ItemReader`: where a distributed Map reads its items. */
export const itemReader: ValueRule = shaped({
  fields: {
    Resource: storageResource('getObject', 'listObjectsV2'),
    Parameters: jsonPathOnly(objectTemplate()),
    Arguments: jsonataOnly(objectTemplate()),
    ReaderConfig: shaped(READER_CONFIG),
    Bucket: text,
    Key: text,
  },
  required: ['Resource'],
});

/** `ItemBatcher`: how items are put together into one input. */
export const itemBatcher: ValueRule = shaped({
  fields: {
    MaxItemsPerBatch: orExpression(integerIn({ min: 0 })),
    MaxItemsPerBatchPath: jsonPathOnly(dataPath),
    MaxInputBytesPerBatch: orExpression(integerIn({ min: 1, max: 262_144 })),
    MaxInputBytesPerBatchPath: jsonPathOnly(dataPath),
    BatchInput: template(),
  },
  atMostOne: [
    ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
    ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
  ],
});

/** `ResultWriter`: where a distributed Map writes its results, and in which form. */
export const resultWriter: ValueRule = shaped({
  fields: {
    Resource: storageResource('putObject'),
    Parameters: jsonPathOnly(objectTemplate()),
    Arguments: jsonataOnly(objectTemplate()),
    WriterConfig: shaped({
      fields: { Transformation: oneOf('NONE', 'COMPACT', 'FLATTEN'), OutputType: oneOf('JSON', 'JSONL') },
      required: ['Transformation', 'OutputType'],
    }),
  },
});

function storageResource(...actions: readonly string[]): ValueRule {
  const form = new RegExp(`^arn:[^:]+:states:::s3:(?:${actions.join('|')})$`, 'u');
  return (place, value) => {
    if (typeof value !== 'string') return filledText(place, value);
    const isNeutral = place.run.options.resources === 'any' && value.startsWith('uwf:');
    if (!isNeutral && !form.test(value)) reportSchema(place, "The field 'Resource' does not match any of the allowed values");
    return undefined;
  };
}

/** CSV files have a line of headers, or they are given here; other files have none. */
function checkHeaders(place: Place, config: JsonObject): void {
  const isCsv = config['InputType'] === 'CSV';
  if (isCsv && !Object.hasOwn(config, 'CSVHeaderLocation')) reportSchema(place, "The field 'CSVHeaderLocation' is required");
  if (config['InputType'] === 'JSON' && Object.hasOwn(config, 'CSVHeaderLocation')) reportSchema(inside(place, 'CSVHeaderLocation'), "Field 'CSVHeaderLocation' is not supported");
  if (config['CSVHeaderLocation'] === 'GIVEN' && !Object.hasOwn(config, 'CSVHeaders')) reportSchema(place, 'These fields are required: [CSVHeaders]');
}
