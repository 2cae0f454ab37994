import { describe, expect, test } from 'vitest';
import { describeEnv, readEnv } from '#shared/config/read-env.ts';
import { booleanSetting, choiceSetting, integerSetting, optional, secretSetting, sensitive, textSetting, urlSetting, withDefault } from '#shared/config/schema.ts';

const settings = {
  port: withDefault(integerSetting('PORT', { min: 1, max: 65_535 }), 8080),
  mode: choiceSetting('MODE', ['fast', 'safe']),
  api: optional(urlSetting('API')),
  key: optional(secretSetting('KEY')),
  database: optional(sensitive(textSetting('DATABASE_URL'))),
  verbose: withDefault(booleanSetting('VERBOSE'), false),
};

describe('readEnv()', () => {
  test('gives typed, frozen values and the defaults of what is not set', () => {
    const read = readEnv(settings, { MODE: 'safe', VERBOSE: '1', API: 'https://bank.example/api', KEY: 'secret://vault/runner' });
    expect(read).toEqual({
      ok: true,
      value: { port: 8080, mode: 'safe', api: 'https://bank.example/api', key: 'secret://vault/runner', database: undefined, verbose: true },
    });
    expect(read.ok && Object.isFrozen(read.value)).toBe(true);
  });

  test('reports every problem at once, by variable and expected form', () => {
    const read = readEnv(settings, { PORT: '70000', MODE: 'quick', API: 'ftp://x', KEY: 'hunter2', VERBOSE: 'maybe' });
    expect(read).toEqual({
      ok: false,
      error: [
        { setting: 'PORT', expected: 'a whole number from 1 to 65535' },
        { setting: 'MODE', expected: 'one of fast, safe' },
        { setting: 'API', expected: 'a URL (http: or https:) without a password' },
        { setting: 'KEY', expected: 'a reference such as secret://store/name' },
        { setting: 'VERBOSE', expected: 'true or false' },
      ],
    });
  });

  test('never repeats what it found, it may be a secret', () => {
    const read = readEnv(settings, { MODE: 'hunter2', KEY: 'hunter2', API: 'https://me:hunter2@bank.example' });
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  test('takes an empty variable for one that is not set', () => {
    expect(readEnv(settings, { MODE: '' })).toEqual({ ok: false, error: [{ setting: 'MODE', expected: 'one of fast, safe' }] });
  });

  test.each(['1e3', '0x10', ' 80', '80 ', '1.5', '', '99999999999999999999'])('does not take %j for a port', (text) => {
    expect(integerSetting('PORT', { min: 1, max: 65_535 }).parse(text)).toBeUndefined();
  });
});

describe('describeEnv()', () => {
  test('shows plain settings and only says of sensitive ones whether they are set', () => {
    const read = readEnv(settings, { MODE: 'fast', DATABASE_URL: 'postgres://u:hunter2@db', PORT: '9090' });
    const shown = read.ok ? describeEnv(settings, read.value) : undefined;
    expect(shown).toEqual({ port: '9090', mode: 'fast', api: 'not set', key: 'not set', database: 'set', verbose: 'false' });
  });
});
