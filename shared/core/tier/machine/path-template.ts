import { startsLikeIntrinsic } from '../../expression/intrinsic/parse.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import type { FlowRun } from '../flow/inspect.ts';
import { objectLabel, scalarLabel, tupleLabel, type Label } from '../label.ts';
import { labelOfIntrinsicText } from './intrinsic-label.ts';
import { inField, labelOfPathText, type PathReading, type PathRoots } from './path-label.ts';
import type { Visit } from './visit.ts';

/** What a path or an intrinsic function gives: `…Path` fields, `InputPath`, values of payload templates. */
export function labelOfPathField(visit: Visit, text: string, reading: PathReading): Label {
  return inField(visit, reading, (run) => labelOfPathOrIntrinsic(run, text, reading.roots));
}

function labelOfPathOrIntrinsic(run: FlowRun, text: string, roots: PathRoots): Label {
  return startsLikeIntrinsic(text) ? labelOfIntrinsicText(run, text, roots) : labelOfPathText(run, text, roots);
}

/** End of the names whose values are paths (states-language.net, "Payload Template"). */
const PATH_KEY_SUFFIX = '.$';

/** The label of a payload template: members whose names end with `.$` are paths or intrinsic functions, everything else is as it stands. */
export function labelOfPayload(visit: Visit, template: JsonValue, reading: PathReading): Label {
  const at = (key: string | number): PathReading => ({ ...reading, pointer: appendPointer(reading.pointer, key) });
  if (isJsonArray(template)) return tupleLabel(template.map((item, index) => labelOfPayload(visit, item, at(index))));
  if (!isJsonObject(template)) return scalarLabel(3);
  return objectLabel(Object.entries(template).map(([key, value]) => {
    const isPath = key.endsWith(PATH_KEY_SUFFIX) && typeof value === 'string';
    return isPath ? [key.slice(0, -PATH_KEY_SUFFIX.length), labelOfPathField(visit, value, at(key))] : [key, labelOfPayload(visit, value, at(key))];
  }));
}
