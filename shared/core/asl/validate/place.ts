import type { JsonObject } from '../../kernel/json.ts';
import type { QueryLanguage } from '../model.ts';
import type { AslDiagnostic, AslDiagnosticCode } from './diagnostic.ts';

/** Whether executions are long-lived and exactly once, or short. */
export type MachineType = 'STANDARD' | 'EXPRESS';

/** What a validation is told besides the definition. */
export interface ValidationOptions {
  readonly type: MachineType;
  /**
   * `aws` (default): Resources must be what Step Functions knows, and seconds whole. `any`: a neutral program of ours, whose Resources each
   * runtime binds itself, and whose engine takes fractions of seconds.
   */
  readonly resources?: 'aws' | 'any';
  /** `WARNING`: also what AWS only warns of. */
  readonly severity?: 'ERROR' | 'WARNING';
}

/** Which kind of object holds a `States` field. */
export type ScopeKind = 'machine' | 'branch' | 'processor';

/** What one validation collects while it runs; the only part that changes. */
export interface ValidationRun {
  readonly options: ValidationOptions;
  readonly machineLanguage: QueryLanguage;
  readonly findings: AslDiagnostic[];
  readonly stateNames: Set<string>;
  readonly labels: Set<string>;
  /** Checks an object that holds states; passed along because states hold such objects themselves. */
  readonly checkScope: (place: Place, scope: JsonObject, kind: ScopeKind) => void;
}

/** Variables of the scopes around a place: no scope may assign a name that one around it has. */
export interface VariableScope {
  readonly isDefined: (name: string) => boolean;
}

/** A place in a definition with what holds there. */
export interface Place {
  readonly run: ValidationRun;
  readonly at: string;
  readonly language: QueryLanguage;
  /** Express limits also hold inside a distributed Map whose children are Express. */
  readonly type: MachineType;
  /** Around the scope of this place. */
  readonly outer: VariableScope;
  /** Around the scopes that this place opens, if it opens any. */
  readonly inner: VariableScope;
  /** The field is checked, but belongs to an object whose language is in doubt: say nothing of the language. */
  readonly isLanguageRefused?: true;
}

/** The place of a member (`/name`) or item (`[0]`). */
export function inside(place: Place, step: string | number): Place {
  return { ...place, at: childLocation(place.at, step) };
}

/** The location of a member or item, as AWS writes it. */
export function childLocation(at: string, step: string | number): string {
  return typeof step === 'number' ? `${at}[${step}]` : `${at}/${step}`;
}

/** Adds an error at a place. The machine itself is `/`. */
export function report(place: Place, code: AslDiagnosticCode, message: string): void {
  place.run.findings.push({ severity: 'ERROR', code, message, location: place.at === '' ? '/' : place.at });
}

/** Adds an error about the form of the document. */
export function reportSchema(place: Place, message: string): void {
  report(place, 'SCHEMA_VALIDATION_FAILED', message);
}

/** Adds a warning, if the caller wants them. */
export function reportWarning(place: Place, code: AslDiagnosticCode, message: string): void {
  if (place.run.options.severity !== 'WARNING') return;
  place.run.findings.push({ severity: 'WARNING', code, message, location: place.at === '' ? '/' : place.at });
}
