import { readFileSync } from 'node:fs';
import { parseCloudSettings, SETTINGS_FILE, type CloudSettings } from './settings.ts';

/** The settings that were packaged beside a bundle; `bundle` is the URL of its module. Errors: `UWF-5005`. */
export function readCloudSettings(bundle: string): CloudSettings {
  return parseCloudSettings(readFileSync(new URL(SETTINGS_FILE, bundle), 'utf8'));
}
