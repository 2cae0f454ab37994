import { ABSENT, fieldOf, flatten, joinLabels, objectLabel, taintedBy, type Label } from '../label.ts';
import { elementOf, inspectStructure, structureOf, type FlowRun } from './inspect.ts';

/** No member is there for certain. */
export const NO_NAMES: ReadonlySet<string> = new Set();

/** The members of several objects in one; of members with the same name, any may be the one that is left. */
export function mergedObjects(run: FlowRun, parts: readonly Label[]): Label {
  return parts.reduce((merged, part) => mergedWith(run, merged, { part, certain: NO_NAMES }), objectLabel([]));
}

/** A later object may hide members of the ones before; both stay possible unless the later one is there for certain. */
export function mergedWith(run: FlowRun, into: Label, from: { readonly part: Label; readonly certain: ReadonlySet<string> }): Label {
  if (from.part.shape.kind === 'absent') return into;
  const object = elementOf(run, from.part);
  inspectStructure(run, object, 'address');
  if (object.shape.kind !== 'object' || into.shape.kind !== 'object') return joinLabels(flatten(into), flatten(object));
  const before = into.shape;
  const fields = new Map(before.fields);
  for (const [name, label] of object.shape.fields) fields.set(name, from.certain.has(name) ? label : joinLabels(fieldOf(before, name), label));
  const rest = object.shape.rest === undefined ? before.rest : joinLabels(before.rest ?? ABSENT, object.shape.rest);
  const merged = rest === undefined ? objectLabel(fields) : objectLabel([...fields].map(([name, label]) => [name, joinLabels(label, rest)]), { rest });
  return taintedBy(taintedBy(merged, structureOf(into)), structureOf(object));
}
