import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, chromium, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dashboard, DAY, HOSTILE, madeUpRows, NOW, Row } from './browser-fixture';
import { bundle } from '../../preview/page/bundle';
import { RowsVisualData } from '../../preview/page/data';
import { html } from '../../preview/page/html';
import { formatted, shortNumber } from '../../preview/page/view/number-text';

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const LAPTOP = { width: 1366, height: 800 };
const PHONE = { width: 390, height: 844 };

const MADE_UP = madeUpRows(300);
/** A plan whose figures can be worked out by hand: in the last week 1,500 + 250 + 70 requests, in the week before 1,000. */
const PARTNER: Row[] = [
  { ...MADE_UP[0], status: '200', requests: 1_500, time: NOW - 2 * DAY }, { ...MADE_UP[0], status: '429', requests: 250, time: NOW - 2 * DAY },
  { ...MADE_UP[0], status: '200', requests: 1_000, time: NOW - 9 * DAY },
  { ...MADE_UP[0], customer: 'Small Shop', status: '200', requests: 70, time: NOW - 3 * DAY },
].map((row) => ({ ...row, plan: 'Partner', customer: row.customer === 'Small Shop' ? row.customer : HOSTILE }));
const ROWS = [...MADE_UP, ...PARTNER];

if (!existsSync(CHROMIUM)) {
  console.warn(`Skipped: the page in a browser, since ${CHROMIUM} is absent.`);
}

describe.skipIf(!existsSync(CHROMIUM))('the page in Chromium', () => {
  const { page: data, sheets } = dashboard(ROWS);
  let directory: string;
  let browser: Browser;
  let page: Page;
  /** Whatever goes wrong on the page, and whatever it loads beside itself. */
  let trouble: string[];

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'page-'));
    const code = await bundle();
    const write = (name: string, content: typeof data) =>
      writeFileSync(path.join(directory, `${name}.html`), html({ title: 'API usage', notes: [], now: new Date(NOW) }, content, sheets, code));
    write('all', data);
    write('one', { ...data, sheets: data.sheets.slice(0, 1), parameters: data.parameters.map((item) => item.name === 'Plan' ? { ...item, multiple: false } : item) });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true });
  });
  afterEach(async () => {
    await page.close();
    expect(trouble).toEqual([]);
  });

  const ready = () => page.locator('.sheet:not([hidden]) .card').first().waitFor();
  const open = async (name = 'all', viewport = LAPTOP, colorScheme: 'light' | 'dark' = 'light') => {
    const url = pathToFileURL(path.join(directory, `${name}.html`)).href;
    trouble = [];
    // a click has to find what is drawn where it stays, however busy the machine is
    page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('dialog', (dialog) => trouble.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => request.url() !== url && !request.url().startsWith('data:') && trouble.push(request.url()));
    await page.goto(url);
    await ready();
  };
  const card = (id: string) => page.locator(`[data-visual="${id}"]`);
  const tableOf = (id: string) => card(id).locator('tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  const figureOf = (id: string) => card(id).locator('.figure-value').textContent();
  const changeOf = (id: string) => card(id).locator('.change .sr-only').textContent();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const show = async (name: string) => {
    await page.getByRole('tab', { name }).click();
    await ready();
  };
  const control = (name: RegExp) => page.locator('.sheet:not([hidden])').getByLabel(name);
  /** A list is filled in an event that comes after the click. */
  const unfold = async (name: RegExp) => {
    await control(name).click();
    const list = page.locator('.sheet:not([hidden]) details[open]');
    await list.getByRole('checkbox').first().waitFor();
    return list;
  };
  const check = async (title: string, value: string) => {
    const list = await unfold(new RegExp(`^${title}:`));
    if (await list.getByRole('searchbox').count() > 0) {
      await list.getByRole('searchbox').fill(value);
    }
    await list.getByRole('checkbox', { name: value, exact: true }).check();
    await page.keyboard.press('Escape');
  };
  const period = (days: string) => page.locator('.sheet:not([hidden])').getByRole('combobox', { name: 'Period' }).selectOption({ label: days });
  const narrow = '\u202f';
  const requestsOf = (rows: readonly Row[]) => rows.reduce((sum, { requests }) => sum + requests, 0);

  test.each([['a laptop', LAPTOP, 'light'], ['a laptop in the dark', LAPTOP, 'dark'], ['a phone', PHONE, 'light'], ['a phone in the dark', PHONE, 'dark']] as const)(
    'every visual of every sheet is drawn on %s', async (_, viewport, scheme) => {
      await open('all', viewport, scheme);
      for (const [index, { visuals }] of sheets.entries()) {
        await show(data.sheets[index].name);
        for (const { id, title, kind } of visuals) {
          expect(await card(id).getByRole('heading').textContent()).toBe(title);
          expect(await card(id).getAttribute('aria-labelledby')).toBe(await card(id).getByRole('heading').getAttribute('id'));
          const drawn = { kpi: '.figure-value', line: 'svg path', bar: 'svg path', pie: 'svg path', pivot: 'td.heat', table: 'tbody tr', rows: 'tbody tr' }[kind];
          expect(await card(id).locator(drawn).count()).toBeGreaterThan(kind === 'kpi' ? 0 : 3);
          expect((await tableOf(id)).length).toBeGreaterThan(kind === 'kpi' ? -1 : 3);
        }
        expect(await overflow()).toBeLessThanOrEqual(0);
      }
    });

  test('figures stand in pairs on a phone, and charts below each other', async () => {
    await open('all', PHONE);
    const boxes = await page.locator('.sheet:not([hidden]) .card').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON()));
    expect(boxes[0].top).toBe(boxes[1].top);
    expect(boxes[2].top).toBeGreaterThan(boxes[1].bottom - 1);
    expect(new Set(boxes.slice(4).map(({ left, width }) => `${left} ${width}`)).size).toBe(1);
  });

  test('a chosen period changes the figures, and what they are compared with', async () => {
    await open();
    await check('Usage plan', 'Partner');
    expect(await figureOf('requests')).toBe('2,820');
    expect(await card('requests').locator('.change').textContent()).toBe('No figure of the period before');
    await period('Last 7 days');
    expect(await figureOf('requests')).toBe('1,820');
    expect(await changeOf('requests')).toBe(`82.0${narrow}% more than in the period before: 1,000`);
    expect(await figureOf('error-rate')).toBe(`13.7${narrow}%`);
    expect(await changeOf('error-rate')).toBe(`13.7 percentage points more than in the period before: 0${narrow}%`);
    expect(await card('error-rate').locator('.change [aria-hidden]').textContent()).toBe(`▲${narrow}+13.7${narrow}pp from 0${narrow}%`);
    expect(await card('error-rate').getByTitle('percentage points').textContent()).toBe(`${narrow}pp`);
    expect(await figureOf('active-customers')).toBe('2');
    await period('Last 24 hours');
    expect(await card('requests').locator('.kpi-body').textContent()).toBe('The chosen filters leave nothing in this period.');
    expect(await card('requests-by-plan').locator('.nothing').textContent()).toBe('The chosen filters leave nothing in this period.');
    expect(await card('requests-by-plan').getByRole('button').count()).toBe(0);
    await period('Last 90 days');
    expect(await card('requests').locator('.change').textContent()).toBe('No figure of the period before');
  });

  test('a second plan adds its own, and All takes both away', async () => {
    await open();
    const all = await figureOf('requests');
    await check('Usage plan', 'Partner');
    expect(await tableOf('top-customers')).toEqual([
      ['Customer', '200', '429', 'Requests'], [HOSTILE, '2,500', '250', '2,750'], ['Small Shop', '70', '0', '70'],
    ]);
    await check('Usage plan', 'Starter');
    const own = ROWS.filter(({ plan, time }) => ['Partner', 'Starter'].includes(plan) && time > NOW - 30 * DAY);
    expect(await figureOf('requests')).toBe(shortNumber(requestsOf(own)));
    expect(await control(/^Usage plan:/).getAttribute('aria-label')).toBe('Usage plan: Partner, Starter');
    await (await unfold(/^Usage plan:/)).getByRole('button', { name: 'All' }).click();
    expect(await figureOf('requests')).toBe(all);
  });

  test('a click on a name checks it as one on its box does, and one on the list\'s edge leaves the list open', async () => {
    await open('all');
    const list = await unfold(/^Usage plan:/);
    await list.locator('.dropdown').click({ position: { x: 3, y: 3 } });
    await list.locator('label', { hasText: 'Partner' }).locator('span').click();
    expect(await list.getByRole('checkbox', { name: 'Partner', exact: true }).isChecked()).toBe(true);
    expect(await control(/^Usage plan:/).getAttribute('aria-label')).toBe('Usage plan: Partner');
  });

  test('a choice holds on all sheets, and is said there', async () => {
    await open();
    await check('Usage plan', 'Partner');
    await period('Last 7 days');
    expect(await page.getByRole('status').first().textContent()).toBe('Usage is shown with Last 7 days.');
    await show('Customers');
    expect(await control(/^Usage plan:/).getAttribute('aria-label')).toBe('Usage plan: Partner');
    expect(await page.getByRole('combobox', { name: 'Period' }).inputValue()).toBe('1');
    expect((await tableOf('customer-table')).slice(1).map(([name, plan, requests]) => [name, plan, requests]))
      .toEqual([[HOSTILE, 'Partner', '1,750'], ['Small Shop', 'Partner', '70']]);
    await period('Last 30 days');
    await show('Usage');
    expect(await figureOf('requests')).toBe('2,820');
  });

  test('a visual that does not follow a choice stays as it is, and says so', async () => {
    await open();
    const before = await tableOf('traffic-by-plan');
    await card('traffic-by-plan').locator('tbody tr').first().evaluate((node) => node.setAttribute('data-same', ''));
    await card('requests-by-status').locator('tbody tr').first().evaluate((node) => node.setAttribute('data-same', ''));
    await check('Usage plan', 'Partner');
    await period('Last 7 days');
    expect(await tableOf('traffic-by-plan')).toEqual(before);
    expect(await page.locator('[data-same]').count()).toBe(1);
    expect(await card('traffic-by-plan').locator('.unfiltered').textContent()).toBe('Not filtered by usage plan');
    expect(await card('requests').locator('.unfiltered').textContent()).toBe('');
  });

  test('what works in QuickSight only is said, not offered', async () => {
    await open();
    expect(await page.locator('.sheet:not([hidden]) .other-controls').textContent()).toBe('In QuickSight also: API and stage, Domain, Endpoint, Status');
    expect(await page.locator('.sheet:not([hidden]) .control').count()).toBe(3);
  });

  test('a long list of customers has 200 boxes, and is searched', async () => {
    await open();
    const list = await unfold(/^Customer:/);
    expect(await list.getByRole('checkbox').count()).toBe(200);
    expect(await list.locator('.remark').textContent()).toBe('200 of 302 are listed: search for more.');
    await list.getByRole('searchbox', { name: 'Search: Customer' }).fill('small SHOP');
    expect(await list.getByRole('checkbox').count()).toBe(1);
    await list.getByRole('checkbox').check();
    expect(await figureOf('requests')).toBe('70');
    await list.getByRole('searchbox').fill('');
    expect(await list.getByRole('checkbox').first().isChecked()).toBe(true);
    await list.getByRole('searchbox').fill('nobody');
    expect(await list.locator('.remark').textContent()).toBe('None is called so.');
    await page.keyboard.press('Escape');
    expect(await list.count()).toBe(0);
    expect(await control(/^Customer:/).evaluate((node) => node === document.activeElement)).toBe(true);
  });

  test('a list closes when the focus goes on, and by a click elsewhere', async () => {
    await open();
    const isOpen = () => page.locator('.sheet:not([hidden]) details[open]').count();
    await unfold(/^Usage plan:/);
    expect(await isOpen()).toBe(1);
    await control(/^Customer:/).focus();
    expect(await isOpen()).toBe(0);
    await unfold(/^Usage plan:/);
    await page.getByRole('heading', { level: 1 }).click();
    expect(await isOpen()).toBe(0);
  });

  test('sheets are tabs that the arrow keys reach, and only the one that is shown is drawn', async () => {
    await open();
    expect(await page.locator('.card').count()).toBe(sheets[0].visuals.length);
    await page.getByRole('tab', { name: 'Usage' }).focus();
    await page.keyboard.press('ArrowRight');
    await ready();
    expect(await page.getByRole('tab', { name: 'Customers' }).getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('.card:visible').count()).toBe(sheets[1].visuals.length);
    await page.keyboard.press('End');
    await ready();
    expect(await page.getByRole('tabpanel').getAttribute('aria-labelledby')).toBe('tab-requests');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: 'Usage' }).evaluate((node) => node === document.activeElement)).toBe(true);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
  });

  const said = () => page.getByRole('status').first().textContent();
  const removal = () => page.locator('.sheet:not([hidden]) .chip');
  /** The figures of all cards but that which has been clicked. */
  const figuresBeside = (id: string) => page.locator(`.sheet:not([hidden]) .card:not([data-visual="${id}"])`)
    .evaluateAll((cards) => cards.map((node) => [...node.querySelectorAll('.figure-value, .change, td, .nothing, .remark')].map(({ textContent }) => textContent)));
  const isFocused = (locator: Locator) => locator.evaluate((node) => node === document.activeElement);
  const clickBar = async (id: string, bar: number) => {
    const [{ height }, bars] = [(await card(id).locator('.canvas').boundingBox())!, await card(id).locator('tbody tr').count()];
    await card(id).locator('.canvas').click({ position: { x: 200, y: 2 + (height - 28) * (bar + 0.5) / bars } });
  };

  test('a click on a bar filters the other visuals as the control does, and a second one lets them be', async () => {
    await open();
    await check('Usage plan', 'Partner');
    const [whole, bars] = [await figuresBeside('top-customers'), await tableOf('top-customers')];
    await clickBar('top-customers', 1);
    await expect.poll(said).toBe('Usage is filtered by Customer: Small Shop, from Top 20 customers by status.');
    expect(await figureOf('requests')).toBe('70');
    const clicked = await figuresBeside('top-customers');
    // its own figures stay, what is not of the click fades
    expect(await tableOf('top-customers')).toEqual(bars);
    expect(await card('top-customers').locator('svg path[fill-opacity="0.28"]').count()).toBeGreaterThan(0);
    expect(await card('traffic-by-plan').locator('.unfiltered').textContent()).toBe('Not filtered by usage plan or customer');
    expect(await card('top-customers').locator('.unfiltered').textContent()).toBe('');
    await clickBar('top-customers', 1);
    await expect.poll(said).toBe('Usage is no longer filtered by Customer: Small Shop.');
    expect(await figuresBeside('top-customers')).toEqual(whole);
    expect(await removal().isVisible()).toBe(false);
    await check('Customer', 'Small Shop');
    expect(await figuresBeside('top-customers')).toEqual(clicked);
    expect(clicked).not.toEqual(whole);
  });

  test('a click on a line and on a slice filters the other visuals', async () => {
    await open();
    const ring = (await card('traffic-by-plan').locator('.canvas').boundingBox())!;
    const radius = Math.min(ring.width, ring.height) / 2;
    await card('traffic-by-plan').locator('.canvas').click({ position: { x: ring.width / 2, y: ring.height / 2 } });
    expect(await removal().isVisible()).toBe(false);
    await card('traffic-by-plan').locator('.canvas').click({ position: { x: ring.width / 2 + radius * 0.77, y: ring.height / 2 } });
    await expect.poll(said).toMatch(/^Usage is filtered by Usage plan: .*, from Share of traffic by usage plan, last 30 days\.$/);
    await page.keyboard.press('Escape');
    await show('Customers');
    await check('Customer', 'Small Shop');
    // All is 0 but for the day of the only requests.
    const box = (await card('requests-by-customer').locator('.canvas').boundingBox())!;
    await card('requests-by-customer').locator('.canvas').click({ position: { x: box.width / 2, y: 30 } });
    expect(await removal().isVisible()).toBe(false);
    await card('requests-by-customer').locator('.canvas').click({ position: { x: box.width / 2, y: box.height - 28 } });
    await expect.poll(said).toBe('Customers is filtered by Customer: Small Shop, from Requests by customer, top 10.');
  });

  test('a name filters by the keyboard, keeps the focus, and Escape takes the filter away', async () => {
    await open();
    const name = card('traffic-by-endpoint').getByRole('button', { name: 'Business' });
    expect(await name.getAttribute('aria-pressed')).toBe('false');
    await name.focus();
    await page.keyboard.press('Enter');
    await expect.poll(said).toBe('Usage is filtered by Usage plan: Business, from Share of traffic by endpoint, plan and customer.');
    expect([await name.getAttribute('aria-pressed'), await isFocused(name)]).toEqual(['true', true]);
    const own = ROWS.filter(({ plan, time }) => plan === 'Business' && time > NOW - 30 * DAY);
    expect(await figureOf('requests')).toBe(shortNumber(requestsOf(own)));
    expect((await tableOf('errors-by-plan')).slice(1).map(([plan]) => plan)).toEqual(['Business']);
    // a name beneath another stands for both
    const customer = card('traffic-by-endpoint').locator('.names button').first();
    const text = await customer.textContent();
    await customer.click();
    await expect.poll(said).toBe(`Usage is filtered by Customer: ${text}, Usage plan: Enterprise, from Share of traffic by endpoint, plan and customer.`);
    // a list that is open closes first
    await unfold(/^Customer:/);
    await page.keyboard.press('Escape');
    expect(await removal().isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await removal().isVisible()).toBe(false);
  });

  test('the table of a chart has the names as buttons, which the tabulator finds once they are seen', async () => {
    await open();
    const names = card('requests-by-plan').locator('thead button');
    const stops = () => names.evaluateAll((buttons) => [...new Set(buttons.map((button) => (button as HTMLElement).tabIndex))]);
    expect(await stops()).toEqual([-1]);
    await card('requests-by-plan').getByRole('button', { name: 'Table' }).click();
    expect(await stops()).toEqual([0]);
    const plan = await names.first().textContent();
    await names.first().press('Enter');
    await expect.poll(said).toBe(`Usage is filtered by Usage plan: ${plan}, from Requests by usage plan.`);
    expect([await isFocused(names.first()), await names.first().getAttribute('aria-pressed')]).toEqual([true, 'true']);
    expect((await tableOf('errors-by-plan')).slice(1).map(([name]) => name)).toEqual([plan]);
  });

  test('a row that leads to its requests has a second button that filters, and the chip takes it away', async () => {
    await open();
    await show('Customers');
    const [, , second] = await tableOf('customer-table');
    const button = card('customer-table').getByRole('button', { name: `Filter by ${second[0]}, ${second[1]}`, exact: true });
    await button.press('Space');
    const what = `Customer: ${second[0]}, Usage plan: ${second[1]}`;
    await expect.poll(said).toBe(`Customers is filtered by ${what}, from Customers.`);
    expect([await button.getAttribute('aria-pressed'), await isFocused(button)]).toEqual(['true', true]);
    expect(await card('customer-table').locator('tr.picked').count()).toBe(1);
    expect(await card('requests-by-customer').locator('thead th').allTextContents()).toEqual(['Time', second[0]]);
    expect(await page.evaluate(weakTexts)).toEqual([]);
    // it is of its sheet only
    await show('Usage');
    expect(await removal().isVisible()).toBe(false);
    await show('Customers');
    await page.getByRole('button', { name: `Remove the filter ${what} from Customers` }).click();
    expect(await removal().isVisible()).toBe(false);
    expect(await said()).toBe(`Customers is no longer filtered by ${what}.`);
    expect(await card('requests-by-customer').locator('thead th').count()).toBe(11);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('panel-customers');
  });

  test('a click on what the controls leave out shows nothing, and says why', async () => {
    await open();
    await card('traffic-by-plan').getByRole('button', { name: 'Business' }).click();
    await expect.poll(said).toContain('Usage plan: Business');
    await check('Usage plan', 'Partner');
    for (const { id } of sheets[0].visuals.filter((visual) => !['traffic-by-plan', 'active-customers'].includes(visual.id))) {
      expect(await card(id).locator('.nothing').textContent()).toBe('The chosen filters leave nothing in this period.');
    }
    expect(await figureOf('active-customers')).toBe('0');
    await page.keyboard.press('Escape');
    expect(await figureOf('requests')).toBe('2,820');
  });

  test('Other stands for no value, and is no button', async () => {
    await open();
    const others = card('traffic-by-endpoint').locator('thead .others');
    expect(await others.count()).toBeGreaterThan(0);
    expect(await others.locator('button').count()).toBe(0);
    expect(await card('traffic-by-endpoint').locator('.subtotal button, .total button').count()).toBe(0);
  });

  test('what scrolls fades towards the rest, as long as there is some', async () => {
    await open('all', PHONE);
    await show('Customers');
    const fade = (edge: string) => card('customer-table').locator('.scrolling')
      .evaluate((node, name) => parseFloat(getComputedStyle(node).getPropertyValue(`--fade-${name}`)), edge);
    const scroll = (share: number) => card('customer-table').locator('.scrolling')
      .evaluate((node, part) => node.scrollLeft = part * (node.scrollWidth - node.clientWidth), share);
    expect([await fade('left'), await fade('right')]).toEqual([0, 32]);
    await scroll(1);
    await expect.poll(async () => [await fade('left'), Math.round(await fade('right'))]).toEqual([32, 0]);
    await scroll(0.5);
    await expect.poll(async () => [await fade('left'), await fade('right')]).toEqual([32, 32]);
    await page.close();
    await open('all', { width: 1440, height: 900 });
    await show('Customers');
    expect([await fade('left'), await fade('right')]).toEqual([0, 0]);
  });

  test('a chart in another size is drawn there at once, and moves nothing', async () => {
    await open();
    const moved = await card('top-customers').locator('.canvas').evaluate(async (canvas) => {
      const frames = async (count: number) => {
        for (let frame = 0; frame < count; frame++) {
          await new Promise(requestAnimationFrame);
        }
      };
      const bars = () => [...canvas.querySelectorAll('svg path')].map((node) => `${node.getAttribute('d')} ${node.getAttribute('transform')}`);
      await frames(60);
      const before = bars();
      (canvas.closest('.card') as HTMLElement).style.width = '420px';
      await frames(4);
      const soon = bars();
      await frames(60);
      return { isOther: before.join() !== soon.join(), isMoving: soon.join() !== bars().join() };
    });
    expect(moved).toEqual({ isOther: true, isMoving: false });
  });

  test('a row leads to its requests', async () => {
    await open();
    await show('Customers');
    const [, , third] = await tableOf('customer-table');
    await card('customer-table').getByRole('button', { name: `Requests of ${third[0]}`, exact: true }).focus();
    await page.keyboard.press('Enter');
    await card('latest-requests').waitFor();
    expect(await page.getByRole('tab', { name: 'Requests' }).getAttribute('aria-selected')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('panel-requests');
    const shown = await tableOf('latest-requests');
    expect(new Set(shown.slice(1).map((line) => line[3]))).toEqual(new Set([third[0]]));
    const { cells } = sheets[2].visuals[0] as RowsVisualData;
    expect(shown).toHaveLength(1 + cells.filter((line) => line[3] === third[0] && Number(line[0]) > NOW - 30 * DAY).length);
    expect(await control(/^Customer:/).getAttribute('aria-label')).toBe(`Customer: ${third[0]}`);
    await expect.poll(() => page.getByRole('status').first().textContent()).toBe(`Requests is shown with Customer: ${third[0]}.`);
    const count = requestsOf(ROWS.filter(({ customer, time }) => customer === third[0] && time > NOW - 30 * DAY));
    expect(await card('latest-requests').locator('.remark').textContent()).toContain(`of ${formatted(count, { kind: 'number', decimals: 0 })}`);
  });

  test('the chart gives way to its table, and back, by the keyboard', async () => {
    await open();
    for (const id of ['top-customers', 'requests-by-plan', 'errors-by-plan']) {
      await card(id).getByRole('button', { name: 'Table' }).focus();
      await page.keyboard.press('Enter');
      expect(await card(id).locator('.canvas').isVisible()).toBe(false);
      expect((await card(id).locator('table').boundingBox())!.width).toBeGreaterThan(200);
      expect(await card(id).getByRole('region').getAttribute('tabindex')).toBe('0');
      await page.keyboard.press('Enter');
      expect(await card(id).locator('.canvas').isVisible()).toBe(true);
      expect(await card(id).locator('[tabindex="0"]').count()).toBe(0);
    }
  });

  test('charts follow the width of the window and the change to the dark', async () => {
    await open();
    const width = async () => (await card('top-customers').locator('svg').boundingBox())!.width;
    const colours = () => card('requests-by-plan').locator('svg path').evaluateAll((paths) => paths.map((node) => node.getAttribute('stroke')));
    const [wide, light] = [await width(), await colours()];
    await page.setViewportSize(PHONE);
    await expect.poll(width).toBeLessThan(wide);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(colours).not.toEqual(light);
  });

  test('a plan has one colour in all charts', async () => {
    await open();
    const colourIn = (id: string, name: string) => card(id).locator('li, tbody th, thead th').filter({ hasText: name }).first()
      .locator('.swatch').evaluate((node) => getComputedStyle(node).backgroundColor);
    for (const plan of ['Business', 'Starter']) {
      const found = await Promise.all(['requests-by-plan', 'traffic-by-plan', 'traffic-by-endpoint'].map((id) => colourIn(id, plan)));
      expect(new Set(found).size).toBe(1);
    }
    expect(await colourIn('requests-by-plan', 'Business')).not.toBe(await colourIn('requests-by-plan', 'Starter'));
  });

  test('a customer\'s name is shown as it is, and runs nothing', async () => {
    await open();
    await check('Usage plan', 'Partner');
    await card('top-customers').locator('.canvas').hover({ position: { x: 300, y: 12 } });
    await expect.poll(() => card('top-customers').locator('.tooltip strong').textContent()).toBe(HOSTILE);
    await check('Customer', HOSTILE);
    await show('Customers');
    await card('requests-by-customer').locator('.canvas').hover({ position: { x: 300, y: 60 } });
    await expect.poll(() => card('requests-by-customer').locator('.tooltip div > span').last().textContent()).toBe(HOSTILE);
    await card('customer-table').getByRole('button').first().click();
    await card('latest-requests').waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });

  test('of a single sheet there is no tab, and a list of one value at a time changes the figures', async () => {
    await open('one');
    expect(await page.getByRole('tab').count()).toBe(0);
    await page.getByRole('combobox', { name: 'Usage plan' }).selectOption({ label: 'Partner' });
    expect(await figureOf('requests')).toBe('2,820');
    await page.getByRole('combobox', { name: 'Usage plan' }).selectOption({ label: 'All' });
    expect(await figureOf('requests')).not.toBe('2,820');
  });

  test('texts stand out from what is behind them, in the light and in the dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await open('all', LAPTOP, scheme);
      for (const { name } of data.sheets) {
        await show(name);
        expect(await page.evaluate(weakTexts)).toEqual([]);
      }
      if (scheme === 'light') {
        await page.close();
      }
    }
  });
});

/** Runs in the page: the texts whose contrast is below AA's 4.5 to 1. */
function weakTexts(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const luminance = (over: string[]) => {
    canvas.clearRect(0, 0, 1, 1);
    over.forEach((colour) => {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    });
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
    const [r, g, b] = parts.map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const weak = new Set<string>();
  for (const node of document.querySelectorAll<HTMLElement>('body *')) {
    const hasText = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent!.trim() !== '');
    if (!hasText || !node.checkVisibility() || node.closest('.sr-only, svg, script, style')) {
      continue;
    }
    const backgrounds: string[] = [];
    for (let parent: HTMLElement | null = node; parent; parent = parent.parentElement) {
      backgrounds.unshift(getComputedStyle(parent).backgroundColor);
    }
    const [text, behind] = [luminance([...backgrounds, getComputedStyle(node).color]), luminance(backgrounds)];
    const contrast = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
    if (contrast < 4.5) {
      weak.add(`${node.className || node.tagName}: ${node.textContent} ${contrast.toFixed(2)}`);
    }
  }
  return [...weak].slice(0, 10);
}
