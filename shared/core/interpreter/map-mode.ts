import type { AslItemProcessor, MapState } from '../asl/model.ts';

/**
 * True of a Map whose iterations are executions of their own (states-language.net, "Map State processing modes"). The name that the
 * processor had before 2022 may say so, too (recorded: legacy_config_distributed).
 */
export function isDistributedMap(state: MapState): boolean {
  const processor: AslItemProcessor | undefined = state.ItemProcessor ?? state.Iterator;
  return processor?.ProcessorConfig?.Mode === 'DISTRIBUTED';
}
