import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dashboardDefinition } from '../page-dashboard';

/** Each of these files checks that it has every visual of its sheet. */
test('each sheet of the dashboard has a file with its figures here', () => {
  const files = new Set(readdirSync(__dirname));
  const sheets: { SheetId: string }[] = dashboardDefinition().Sheets;
  expect(sheets.filter(({ SheetId }) => !files.has(`${SheetId}.test.ts`))).toEqual([]);
});
