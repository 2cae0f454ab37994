import type { ProcessSettings } from '#shared/config/project-config.ts';
import type { ScheduleSettings } from '#shared/config/schedule-settings.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { DetectorSettings } from '#shared/core/egress/detectors.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import type { FileTools } from '../handlers/kinds/file-batch/perform.ts';
import type { LoadedHandler } from '../handlers/loaded-handler.ts';

/** A connection of each zone to the broker between them. */
export interface BrokerLogs {
  readonly cloud: MessageLog;
  readonly onPrem: MessageLog;
}

/** What a development system is started with: everything is decided by the caller, nothing is read here. */
export interface DevelopmentSettings {
  /** Folder of both zones; each has one of its own beneath it. */
  readonly dataDirectory: string;
  readonly host: string;
  /** Port of the API; 0: any free one. */
  readonly port: number;
  readonly environment: string;
  readonly tenant: string;
  readonly target: DeploymentTarget;
  readonly handlers: readonly LoadedHandler[];
  /** Hosts that `call: http` may reach, in either zone. */
  readonly egressHosts: readonly string[];
  /** What the egress guard looks for beside what it always does. */
  readonly detectors?: DetectorSettings;
  /** Folder of secrets, for either zone; absent: there are none. */
  readonly secretsDirectory?: string;
  /** What `run` tasks may start in the on-prem zone; absent: nothing. */
  readonly processes?: ProcessSettings;
  /** How `schedule` of workflows is kept; absent: as the engine does by itself. */
  readonly schedules?: ScheduleSettings;
  /** Connects both zones to the broker between them; absent: the store of the cloud zone stands for it. */
  readonly openBroker?: () => Promise<BrokerLogs>;
  readonly version: string;
  /** A PostgreSQL server to use instead of the embedded ones; the zones then have a schema each. */
  readonly databaseUrl?: string;
  /** Variables of which handlers' processes get some: see `pickEnvironment`. Absent: none. */
  readonly environmentOfHandlers?: Readonly<Record<string, string | undefined>>;
  /** Folders that file handlers may read or write, by their names. */
  readonly fileRoots?: FileTools['roots'];
  /** Told every input that a handler gets, inside the on-prem zone: for the demonstration's counter-check. */
  readonly observeHandlerInput?: (input: JsonValue) => void;
  /** Told what a person should know while it starts. */
  readonly note: (message: string) => void;
}

/** `iss`, `aud` and scopes of the development issuer's tokens. */
export const DEVELOPMENT_AUDIENCE = 'https://uwf.example/api';

/** The development client may do everything. */
export const DEVELOPMENT_SCOPES = ['workflows:run', 'workflows:read', 'workflows:cancel', 'workflows:admin', 'definitions:read', 'definitions:write', 'events:publish'] as const;
