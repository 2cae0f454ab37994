/** What of an operation of an OpenAPI 3.x or Swagger 2.0 document a request is made of. */
export interface OpenApiOperation {
  /** Upper case. */
  readonly method: string;
  /** Absolute URL of the server, without a slash at its end. */
  readonly server: string;
  /** Path template: `/pets/{petId}`. */
  readonly path: string;
  readonly parameters: readonly OpenApiParameter[];
  readonly body?: OpenApiBody;
}

/** One parameter; the styles of both versions in the words of OpenAPI 3 (Swagger's `tsv` has none there). */
export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly isRequired: boolean;
  readonly style: 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'tabDelimited' | 'deepObject';
  readonly explode: boolean;
  /** Its schema says that it is an object. */
  readonly isObject: boolean;
}

/** The request body. */
export interface OpenApiBody {
  readonly mediaType: string;
  readonly isRequired: boolean;
  /** The parameter that is the whole body. */
  readonly name: string;
  /** Names that may be given one by one instead: members of an object, or fields of a form. */
  readonly properties: readonly string[];
  readonly requiredProperties: readonly string[];
}
