import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, chromium, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { definition, Fixture, HOSTILE, madeUpRows, Row } from './page-fixture';
import { libraryDefinition } from './page-library-definition';
import { renderPage } from '../../preview/page/page';

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const LAPTOP = { width: 1366, height: 800 };
const PHONE = { width: 390, height: 844 };

const ROWS: Row[] = [
  ...madeUpRows(30),
  ['2026-03-05 10:00:00', 'Partner', HOSTILE, '/orders', 'GET', '200', 1_500],
  ['2026-03-05 10:00:00', 'Partner', HOSTILE, '/orders', 'GET', '429', 250],
  ['2026-03-06 10:00:00', 'Partner', 'Small Shop', '/search', 'POST', '200', 70],
];

if (!existsSync(CHROMIUM)) {
  console.warn(`Skipped: the page in a browser, since ${CHROMIUM} is absent.`);
}

describe.skipIf(!existsSync(CHROMIUM))('the page in Chromium', () => {
  const own = libraryDefinition();
  let directory: string;
  let fixture: Fixture;
  let browser: Browser;
  let page: Page;
  /** Whatever goes wrong on the page, and whatever it loads beside itself. */
  let trouble: string[];

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'page-'));
    fixture = await Fixture.open(ROWS);
    writeFileSync(path.join(directory, 'own.html'), await renderPage(fixture.input({ definition: own })));
    writeFileSync(path.join(directory, 'sheets.html'), await renderPage(fixture.input({ definition: twoSheets() })));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    fixture?.close();
    rmSync(directory, { recursive: true });
  });
  afterEach(async () => {
    await page.close();
    expect(trouble).toEqual([]);
  });

  const open = async (name: string, viewport = LAPTOP, colorScheme: 'light' | 'dark' = 'light') => {
    const url = pathToFileURL(path.join(directory, `${name}.html`)).href;
    trouble = [];
    page = await browser.newPage({ viewport, colorScheme });
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('dialog', (dialog) => trouble.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => request.url() !== url && trouble.push(request.url()));
    await page.goto(url);
  };
  const tableOf = (id: string) => page.locator(`[data-visual="${id}"] tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const visualsOf = (dashboard: any): any[] => dashboard.Sheets.flatMap(({ Visuals }: any) => Visuals.map((entry: any) => Object.values(entry)[0]));

  test.each([['a laptop', LAPTOP, 'light'], ['a laptop in the dark', LAPTOP, 'dark'], ['a phone', PHONE, 'light']] as const)(
    'every visual of the library\'s dashboard is drawn on %s', async (_, viewport, scheme) => {
      await open('own', viewport, scheme);
      for (const { VisualId, Title } of visualsOf(own)) {
        const card = page.locator(`[data-visual="${VisualId}"]`);
        expect(await card.getByRole('heading').textContent()).toBe(Title.FormatText.PlainText);
        expect((await tableOf(VisualId)).length).toBeGreaterThan(3);
        expect(await card.locator('svg path, td.heat').count()).toBeGreaterThan(3);
      }
      expect(await overflow()).toBeLessThanOrEqual(0);
    });

  test('a chosen plan shows its own customers by status, and a second plan adds its own', async () => {
    await open('own');
    await page.getByLabel('Usage plan: All').click();
    await page.getByRole('checkbox', { name: 'Partner' }).check();
    expect(await tableOf('top-customers')).toEqual([
      ['Customer', '200', '429', 'Requests'], [HOSTILE, '1,500', '250', '1,750'], ['Small Shop', '70', '0', '70'],
    ]);
    const [{ customers }] = await fixture.query('SELECT CAST(count(DISTINCT customer) AS INTEGER) AS customers FROM usage '
      + "WHERE usage_plan IN ('Partner', 'Starter') AND hour >= '2026-03-01'");
    await page.getByRole('checkbox', { name: 'Starter' }).check();
    expect(await tableOf('top-customers')).toHaveLength(Math.min(20, Number(customers)) + 1);
  });

  test('the other visuals stay as they are when a plan is chosen', async () => {
    await open('own');
    const before = [await tableOf('traffic-by-plan'), await tableOf('traffic-by-endpoint')];
    await page.getByLabel('Usage plan: All').click();
    await page.getByRole('checkbox', { name: 'Partner' }).check();
    expect([await tableOf('traffic-by-plan'), await tableOf('traffic-by-endpoint')]).toEqual(before);
  });

  test('the shares of the plans are those of the table', async () => {
    await open('own');
    const [{ share }] = await fixture.query("SELECT round(100.0 * sum(requests) FILTER (WHERE usage_plan = 'Enterprise') / sum(requests), 1) AS share "
      + "FROM usage WHERE hour >= '2026-03-01'");
    const row = (await tableOf('traffic-by-plan')).find(([name]) => name === 'Enterprise');
    expect(row?.[2]).toBe(`${Number(share).toFixed(1)}\u202f%`);
  });

  test('the chart gives way to its table, and back, by the keyboard', async () => {
    await open('own');
    const card = page.locator('[data-visual="top-customers"]');
    await card.getByRole('button', { name: 'Table' }).focus();
    await page.keyboard.press('Enter');
    expect(await card.locator('.canvas').isVisible()).toBe(false);
    expect((await card.locator('table').boundingBox())!.width).toBeGreaterThan(300);
    await page.keyboard.press('Enter');
    expect(await card.locator('.canvas').isVisible()).toBe(true);
  });

  test('charts follow the width of the window and the change to the dark', async () => {
    await open('own');
    const svg = page.locator('[data-visual="top-customers"] svg');
    const width = async () => (await svg.boundingBox())!.width;
    const colours = () => page.locator('[data-visual="traffic-by-plan"] svg path').evaluateAll((paths) => paths.map((node) => node.getAttribute('fill')));
    const [wide, light] = [await width(), await colours()];
    await page.setViewportSize(PHONE);
    await expect.poll(width).toBeLessThan(wide);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(colours).not.toEqual(light);
  });

  test('a customer\'s name is shown as it is, and runs nothing', async () => {
    await open('own');
    await page.getByLabel('Usage plan: All').click();
    await page.getByRole('checkbox', { name: 'Partner' }).check();
    await page.keyboard.press('Escape');
    await page.locator('[data-visual="top-customers"] .canvas').hover({ position: { x: 400, y: 20 } });
    await expect.poll(() => page.locator('.tooltip strong').textContent()).toBe(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
  });

  test('sheets are tabs that the arrow keys reach, and only the chosen one is shown', async () => {
    await open('sheets');
    await page.getByRole('tab', { name: 'Usage' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: 'More' }).getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('[data-visual="plans"]').isVisible()).toBe(false);
    expect(await page.locator('[data-visual="plans-again"] svg path').count()).toBeGreaterThan(3);
  });

  test('a list of one plan at a time changes the figures', async () => {
    await open('sheets');
    await page.getByRole('combobox', { name: 'Usage plan' }).selectOption({ label: 'Partner' });
    expect(await tableOf('customers')).toEqual([
      ['Customer', '200', '429', 'Requests'], [HOSTILE, '1,500', '250', '1,750'], ['Small Shop', '70', '0', '70'],
    ]);
  });
});

function twoSheets(): any {
  const dashboard = definition();
  const [pie] = structuredClone(dashboard.Sheets[0].Visuals);
  pie.PieChartVisual.VisualId = 'plans-again';
  dashboard.Sheets.push({ SheetId: 'more', Name: 'More', Visuals: [pie] });
  return dashboard;
}
