import type { Label } from '../label.ts';

/** What an expression does to data that only a zone of higher clearance may do. */
export type Construct =
  | 'compute'
  | 'compare'
  | 'decide'
  | 'iterate'
  | 'address'
  | 'key'
  | 'call'
  | 'export'
  | 'transient'
  | 'undecidable';

/** One place in one expression where data would be inspected that may not be in the clear where the expression is evaluated. */
export interface FlowFinding {
  readonly construct: Construct;
  /** The sensitive node, with its way. */
  readonly label: Label;
  /** The name of the member or function, when it is one that the author wrote. */
  readonly name?: string;
}

/** How a finding reads after "the expression …". */
export const CONSTRUCT_PHRASES: { readonly [construct in Construct]: string } = {
  compute: 'computes with it',
  compare: 'compares it',
  decide: 'decides by it',
  iterate: 'looks at how many items it has',
  address: 'looks inside of it',
  key: 'makes a name of it',
  call: 'hands it to a function that reads it',
  export: 'lets it out',
  transient: 'reads it',
  undecidable: 'uses it in a way that the analysis cannot follow',
};
