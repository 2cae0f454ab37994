const PLACE_OR_DECLASSIFY =
  'Leave the data out, do this work in an on-prem task (metadata.uwf.zone: on-prem, or a function of the catalogue), or declassify a bounded part of an on-prem result (metadata.uwf.declassify).';

/** Findings of the tier check: data would reach a place that may not hold it, or its label cannot be trusted. */
export const dataFlowCatalogue = {
  'UWF-3001': { title: 'Data would leave its clearance in the arguments of a task', wayOut: PLACE_OR_DECLASSIFY },
  'UWF-3002': { title: 'An expression would inspect data that may not be in the clear where it is evaluated', wayOut: 'Compute it in a `set` task of its own (it is then evaluated on-prem), in an on-prem function, or declassify a bounded result.' },
  'UWF-3003': { title: 'A branch would depend on data that may not be in the clear here', wayOut: 'Let an on-prem task decide, declassify its answer (method enum or boolean), and branch on that.' },
  'UWF-3004': { title: 'An error would carry data that may not be in the clear here', wayOut: 'Raise a static error, or one whose texts hold no data; put the data into the output of an on-prem task instead.' },
  'UWF-3005': { title: 'A wait or timeout would depend on data that may not be in the clear here', wayOut: 'Use a static duration, or one that an on-prem task declassifies as a range.' },
  'UWF-3006': { title: 'How often something runs would depend on data that may not be in the clear here', wayOut: 'Iterate over an array whose own length is not sensitive; its items may be. An on-prem task can make one.' },
  'UWF-3007': { title: 'An expression reads a transient field', wayOut: 'A field marked x-transient never enters the workflow. Let the on-prem handler that needs it ask for it itself.' },
  'UWF-3008': { title: 'A task would get a text with sealed data in the middle of it', wayOut: 'Hand the values themselves to the task, not the JSON text of an object that holds them.' },
  'UWF-3010': { title: 'The task asks for a zone that this target cannot reach', wayOut: 'Use on-prem, the zone of the target, or no zone at all.' },
  'UWF-3011': { title: 'The task asks for another zone than its function runs in', wayOut: 'Remove metadata.uwf.zone: the catalogue says where the function runs.' },
  'UWF-3012': { title: 'A schema says more than is allowed to leave the on-prem zone', wayOut: 'Remove the x-tier, or add a declassification for that path with a purpose and a bounding method.' },
  'UWF-3013': { title: 'The declassification is not bounded by the schema', wayOut: 'Give the released node a schema that bounds it: enum, boolean, an integer with minimum and maximum, or a short string with a pattern.' },
  'UWF-3015': { title: 'The declassification names a place that the result does not have', wayOut: 'Point `path` at a declared member; every object on the way must be closed (additionalProperties: false).' },
  'UWF-3016': { title: 'There is nothing to declassify: the task does not run on-prem', wayOut: 'Remove the declassification, or place the task on-prem.' },
  'UWF-3017': { title: 'A schema marks data from a cloud task as more sensitive than its zone may hold', wayOut: 'Data that is this sensitive must come from an on-prem task.' },
  'UWF-3019': { title: 'The default tier is lowered to public', wayOut: 'Keep the default (Tier 2) and annotate single fields with x-tier: 3. A lowered default needs an approval.' },
  'UWF-3020': { title: 'This kind of task does not run in the zone that is asked for', wayOut: 'Remove metadata.uwf.zone: scripts and shells run on-prem; events and other workflows belong to the zone of the target.' },
  'UWF-3021': { title: 'Data would decide what a task executes or which secret it uses', wayOut: 'Write out code, commands, templates, schemas, filters of events, credentials and environments; hand data over as stdin, arguments, variables, value or body.' },
} as const;
