import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DemoSummary } from '#onprem-runner/demo/options.ts';
import { runUwf } from './system-process.ts';

function summaryOf(stdout: string): DemoSummary {
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(last) as DemoSummary;
}

describe('uwf demo', () => {
  test('runs the samples, finds no Tier 1 byte in the cloud zone and refuses the leaking document', { timeout: 180_000 }, async () => {
    const { code, stdout } = await runUwf(['demo', '--once', '--json'], { timeoutMs: 170_000 });
    const summary = summaryOf(stdout);
    expect(code).toBe(0);
    expect(summary.submitted).toBeGreaterThanOrEqual(25);
    expect(summary).toMatchObject({ submitted: summary.completed + summary.failed, failed: 1, tier1Hits: 0 });
    expect(summary.tier1Values).toBeGreaterThan(100);
    expect(summary.cloudBytesScanned).toBeGreaterThan(10_000_000);
    expect(summary.refused).toEqual([{ code: 'UWF-3001', pointer: '/do/1/sendSms/with/body/to' }]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  test('takes other transactions and another document', { timeout: 180_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'uwf-demo-'));
    try {
      const input = join(folder, 'in.ndjson');
      const odd = { id: 'a"b\n', type: 'purchase', amount: '5', currency: 'KZT', client_id: 'ид-"кавычки"\\и\nстроки', client_name: '👩‍👩‍👧 Ошибка 名前 اسم', client_phone: '+7 (700) 000-00-00', channel: 'x'.repeat(900) };
      const wrong = { id: 'no-amount', type: 'purchase', currency: 'KZT', client_id: 'someone-else-1' };
      await writeFile(input, `${JSON.stringify(odd)}\n\n${JSON.stringify(wrong)}\n`);
      const harmless = join(folder, 'ok.yaml');
      await writeFile(harmless, "document: { dsl: '1.0.3', namespace: t, name: ok, version: 1.0.0 }\nevaluate: { language: jsonata }\ndo:\n  - a:\n      set: { x: 1 }\n");
      const { code, stdout, stderr } = await runUwf(['demo', '--once', '--json', '--input', input, '--definition', harmless], { timeoutMs: 170_000 });
      expect(code, stderr).toBe(0);
      expect(summaryOf(stdout)).toMatchObject({ submitted: 2, completed: 1, failed: 1, tier1Hits: 0, refused: [] });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
