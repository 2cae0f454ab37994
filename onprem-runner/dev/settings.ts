import type { ServedAs } from '#functions/cloud/local-gateway/start-local-gateway.ts';
import type { DoorBounds } from '#shared/config/door-settings.ts';
import type { ScheduleSettings } from '#shared/config/schedule-settings.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import type { ZoneSettings } from '../zone/compose.ts';
import type { ToolsSettings } from '../zone/tools/compose.ts';

/** A connection of each zone to the broker between them. */
export interface BrokerLogs {
  readonly cloud: MessageLog;
  readonly onPrem: MessageLog;
  /** The broker itself, when it was started for this system: it ends with it. */
  readonly broker?: { readonly folder: string; stop(): Promise<void> };
}

/** What a development system is started with: everything is decided by the caller, nothing is read here. Hosts and secrets are those of either zone. */
export interface DevelopmentSettings extends ZoneSettings, ToolsSettings {
  /** Folder of both zones; each has one of its own beneath it. */
  readonly dataDirectory: string;
  readonly host: string;
  /** Port of the API; 0: any free one. */
  readonly port: number;
  /** A cloud through whose form the API is served; absent: as a process serves it. */
  readonly servedAs?: ServedAs;
  readonly target: DeploymentTarget;
  /** How much may wait for the bank; absent: as the defaults are. */
  readonly door?: DoorBounds;
  /** How `schedule` of workflows is kept; absent: as the engine does by itself. */
  readonly schedules?: ScheduleSettings;
  /** Connects both zones to the broker between them; absent: the store of the cloud zone stands for it. */
  readonly openBroker?: () => Promise<BrokerLogs>;
  readonly version: string;
  /** A PostgreSQL server to use instead of the embedded ones; the zones then have a schema each. */
  readonly databaseUrl?: string;
  /** Told what a person should know while it starts. */
  readonly note: (message: string) => void;
}

/** `iss`, `aud` and scopes of the development issuer's tokens. */
export const DEVELOPMENT_AUDIENCE = 'https://uwf.example/api';

/** The development client may do everything. */
export const DEVELOPMENT_SCOPES = ['workflows:run', 'workflows:read', 'workflows:cancel', 'workflows:admin', 'definitions:read', 'definitions:write', 'events:publish'] as const;
