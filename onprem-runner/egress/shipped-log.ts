import type { Detectors } from '#shared/core/egress/detectors.ts';
import { admitFields, type FieldRules } from '#shared/core/egress/fields.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Logger } from '#shared/ports/logger.ts';
import { NAME_CHARACTERS_MAX } from './limits.ts';

/** Everything that a log line may say outside of the bank. A list of fields that is not here stays inside. */
const LOG_FIELDS: FieldRules = {
  attemptId: { kind: 'id' }, executionId: { kind: 'id' }, messageId: { kind: 'id' }, requestId: { kind: 'id' }, traceId: { kind: 'id' }, id: { kind: 'id' },
  revision: { kind: 'id' },
  code: { kind: 'code' }, loop: { kind: 'code' }, reject: { kind: 'code' }, topic: { kind: 'code' }, handler: { kind: 'code' }, secret: { kind: 'code' }, type: { kind: 'code' }, error: { kind: 'code' }, reason: { kind: 'code' }, outcome: { kind: 'code' }, kind: { kind: 'code' }, status: { kind: 'code' },
  state: { kind: 'code' }, definition: { kind: 'code' }, resource: { kind: 'code' }, worker: { kind: 'code' }, target: { kind: 'code' },
  priority: { kind: 'one-of', values: ['critical', 'high', 'normal', 'low'] }, zone: { kind: 'one-of', values: ['on-prem', 'private-cloud', 'public-cloud'] },
  count: { kind: 'number' }, releases: { kind: 'number' }, epoch: { kind: 'number' }, attempt: { kind: 'number' }, ms: { kind: 'number' }, bytes: { kind: 'number' },
  partition: { kind: 'number' }, offset: { kind: 'number' }, lag: { kind: 'number' }, slots: { kind: 'number' }, isNew: { kind: 'boolean' },
};

const EVENT = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u;

/** A logger whose lines go out of the zone. A field that may not is not written, and counted in `heldFields`, so that its loss is seen. */
export function createShippedLogger(target: Logger, detectors: Pick<Detectors, 'scan'>): Logger {
  const isClean = (text: string): boolean => detectors.scan(text).length === 0;
  const ship = (write: Logger['info']) => (event: string, fields: JsonObject = {}): void => {
    const admitted = admitFields(LOG_FIELDS, fields, isClean);
    const isEvent = event.length <= NAME_CHARACTERS_MAX && EVENT.test(event) && isClean(event);
    const held = admitted.held + (isEvent ? 0 : 1);
    write(isEvent ? event : 'event-held', held === 0 ? admitted.fields : { ...admitted.fields, heldFields: held });
  };
  return { info: ship(target.info), warn: ship(target.warn), error: ship(target.error) };
}
