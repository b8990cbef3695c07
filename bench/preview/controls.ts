import type { Page } from 'playwright-core';

/** Waits until each card of the sheet that is shown has something in it. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const cards = [...document.querySelectorAll('[data-visual]')].filter((card) => (card as HTMLElement).offsetParent !== null);
    return cards.length > 0 && cards.every((card) => card.querySelector('svg, table, .kpi-body, .nothing:not([hidden])'));
  });
}

/** Chooses a period: milliseconds from the change of the control to the second frame after it, measured in the page. */
export function choose(page: Page, period: string): Promise<number> {
  return page.evaluate(async (chosen) => {
    const select = [...document.querySelectorAll<HTMLSelectElement>('select')].find((node) => node.offsetParent !== null)!;
    const start = performance.now();
    select.value = chosen;
    select.dispatchEvent(new Event('change'));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - start;
  }, period);
}

/** Checks the first box of a control with several, and clears it again: milliseconds of the first, in the same way. */
export function check(page: Page, title: string): Promise<number> {
  return page.evaluate(async (name) => {
    const summary = [...document.querySelectorAll<HTMLElement>('summary')].find((node) => node.offsetParent !== null && node.ariaLabel?.startsWith(name))!;
    const details = summary.parentElement as HTMLDetailsElement;
    details.open = true;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const start = performance.now();
    details.querySelector<HTMLInputElement>('input[type=checkbox]')!.click();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const time = performance.now() - start;
    details.querySelectorAll<HTMLInputElement>('input[type=checkbox]:checked').forEach((input) => input.click());
    details.open = false;
    return time;
  }, title);
}
