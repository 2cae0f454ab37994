/**
 * A value of the document with its places in the text. Aliases make several parents share one node, so this is a graph
 * without cycles; its expanded size is limited where it becomes JSON.
 */
export type SourceNode = SourceScalar | SourceSequence | SourceMapping;

interface Placed {
  /** UTF-16 offset where the value starts. */
  readonly offset: number;
}

/** A scalar with its place in the text. */
export interface SourceScalar extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

/** A sequence with its place in the text. */
export interface SourceSequence extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly SourceNode[];
}

/** A mapping with its place in the text. */
export interface SourceMapping extends Placed {
  readonly kind: 'mapping';
  readonly members: readonly SourceMember[];
}

/** One member of a mapping. */
export interface SourceMember {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: SourceNode;
}
