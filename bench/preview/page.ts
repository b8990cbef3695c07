import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { check, choose, drawn } from './controls';
import { median } from '../measure';

/** Where a browser is to draw with. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const LOADS = 5;
const TURNS = 3;

/** Chosen one after the other, so that each is a change; the default at the end. */
const PERIODS = ['0', '1', '3', '2'];
const BOXES = ['Usage plan', 'Customer'];

/** Milliseconds. */
export interface PageTimes {
  /** Until the first sheet is drawn. */
  readonly load: number;
  readonly sheets: readonly SheetTimes[];
}

export interface SheetTimes {
  readonly name: string;
  /** Until it is drawn, when it is chosen first. */
  readonly shown: number;
  readonly slowestControl: number;
}

/** How long a reader of the page waits for it. */
export async function pageTimes(file: string): Promise<PageTimes> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const loads: number[] = [];
    for (let turn = 0; turn < LOADS; turn++) {
      const page = await browser.newPage();
      loads.push(await milliseconds(() => open(page, file)));
      await page.close();
    }
    const page = await browser.newPage();
    await open(page, file);
    return { load: median(loads), sheets: await sheetTimes(page) };
  } finally {
    await browser.close();
  }
}

async function open(page: Page, file: string): Promise<void> {
  await page.goto(`file://${file}`);
  await drawn(page);
}

async function sheetTimes(page: Page): Promise<SheetTimes[]> {
  const sheets: SheetTimes[] = [];
  for (const name of await page.getByRole('tab').allTextContents()) {
    const shown = await milliseconds(async () => {
      await page.getByRole('tab', { name }).click();
      await drawn(page);
    });
    sheets.push({ name, shown, slowestControl: await slowestControl(page) });
  }
  return sheets;
}

/** The slowest of their medians: in a single turn the machine's other work would be the slowest of so many. */
async function slowestControl(page: Page): Promise<number> {
  const controls = [
    ...PERIODS.map((period) => ({ times: [] as number[], use: () => choose(page, period) })),
    ...BOXES.map((title) => ({ times: [] as number[], use: () => check(page, title) })),
  ];
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { times, use } of controls) {
      times.push(await use());
    }
  }
  return Math.max(...controls.map(({ times }) => median(times)));
}

async function milliseconds(wait: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await wait();
  return performance.now() - started;
}
