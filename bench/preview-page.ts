import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';

/*
 * How large is the preview's page, how fast does it load, and how fast do its controls answer?
 *
 *   npx tsx --tsconfig tsconfig.dev.json bench/preview-page.ts [requests]
 *
 * Prints each figure, the bound that it should keep, and the figure as a share of the bound; 1,000,000 requests where none are given.
 */

const BOUNDS = { megabytes: 10, loadMs: 3_000, controlMs: 500 };
const TURNS = 5;

interface Figure {
  readonly what: string;
  readonly value: number;
  readonly bound: number;
}

async function measure(requests: number): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    execFileSync('npm', ['run', '-s', 'preview', '--', '--requests', String(requests), '--out', directory], { stdio: ['ignore', 'ignore', 'inherit'] });
    const file = join(directory, 'index.html');
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    try {
      return [{ what: 'page, MB', value: statSync(file).size / 1e6, bound: BOUNDS.megabytes }, ...await timings(() => browser.newPage(), `file://${file}`)];
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function timings(newPage: () => Promise<Page>, url: string): Promise<Figure[]> {
  const loads: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const page = await newPage();
    const start = performance.now();
    await page.goto(url);
    await drawn(page);
    loads.push(performance.now() - start);
    await page.close();
  }
  const page = await newPage();
  await page.goto(url);
  await drawn(page);
  const figures: Figure[] = [{ what: 'load until the first sheet is drawn, ms', value: median(loads), bound: BOUNDS.loadMs }];
  const sheets = await page.getByRole('tab').allTextContents();
  for (const sheet of sheets) {
    const start = performance.now();
    await page.getByRole('tab', { name: sheet }).click();
    await drawn(page);
    figures.push({ what: `${sheet}: shown first, ms`, value: performance.now() - start, bound: BOUNDS.loadMs });
    figures.push({ what: `${sheet}: period, ms`, value: await worst(['0', '1', '3', '2'], (value) => choose(page, 'select', value)), bound: BOUNDS.controlMs });
    figures.push({ what: `${sheet}: usage plan, ms`, value: await worst([0, 1], (box) => check(page, 'Usage plan', box)), bound: BOUNDS.controlMs });
    figures.push({ what: `${sheet}: customer, ms`, value: await worst([0, 1], (box) => check(page, 'Customer', box)), bound: BOUNDS.controlMs });
  }
  return figures;
}

/** Each card of the sheet that is shown has something in it. */
async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const cards = [...document.querySelectorAll('[data-visual]')].filter((card) => (card as HTMLElement).offsetParent !== null);
    return cards.length > 0 && cards.every((card) => card.querySelector('svg, table, .kpi-body, .nothing:not([hidden])'));
  });
}

/** From the change of a control to the second frame after it, measured in the page. */
function choose(page: Page, selector: string, value: string): Promise<number> {
  return page.evaluate(async ([query, chosen]) => {
    const select = [...document.querySelectorAll<HTMLSelectElement>(query)].find((node) => node.offsetParent !== null)!;
    const start = performance.now();
    select.value = chosen;
    select.dispatchEvent(new Event('change'));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - start;
  }, [selector, value] as const);
}

function check(page: Page, title: string, box: number): Promise<number> {
  return page.evaluate(async ([name, index]) => {
    const summary = [...document.querySelectorAll<HTMLElement>('summary')].find((node) => node.offsetParent !== null && node.ariaLabel?.startsWith(name))!;
    const details = summary.parentElement as HTMLDetailsElement;
    details.open = true;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const start = performance.now();
    details.querySelectorAll<HTMLInputElement>('input[type=checkbox]')[index].click();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const time = performance.now() - start;
    details.querySelectorAll<HTMLInputElement>('input[type=checkbox]:checked').forEach((input) => input.click());
    details.open = false;
    return time;
  }, [title, box] as const);
}

async function worst<T>(values: readonly T[], time: (value: T) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (const value of values) {
    times.push(await time(value));
  }
  return Math.max(...times);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function main(): Promise<void> {
  const requests = Number(process.argv[2] ?? 1_000_000);
  process.stdout.write(`${requests.toLocaleString('en')} requests over 60 days; the slowest of a few turns, loading the median of ${TURNS}\n`);
  for (const { what, value, bound } of await measure(requests)) {
    process.stdout.write(`${what.padEnd(48)} ${value.toFixed(1).padStart(8)}  bound ${String(bound).padStart(5)}  ratio ${(value / bound).toFixed(2)}\n`);
  }
}

void main();
