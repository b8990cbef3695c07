import { beforeAll, describe, expect, test } from 'vitest';
import type { Expectation } from './expected';
import type { Page } from './page';
import { pageOfTruth } from './page';
import type { Choice } from './question';
import { shown } from './shown';

const PLANS = { one: ['Gold'], two: ['Bronze', '(no plan)'] };
const CUSTOMERS = { one: ['Acme Corp'], several: ['Acme Corp', 'Initech (c4)', 'Newcomer', '(anonymous)', 'Umbrella Group', 'Stark', 'user-7'] };

/** Each period with no choice, a plan, a customer, and both; some of them several. */
const CHOICES: readonly Choice[] = [
  ...[90, 30, 7, 1].flatMap((Days): Choice[] => [
    { Days },
    { Days, Plan: PLANS.one },
    { Days, Customer: CUSTOMERS.one },
    { Days, Plan: PLANS.one, Customer: CUSTOMERS.several },
  ]),
  { Days: 90, Plan: PLANS.two },
  { Days: 30, Plan: PLANS.two, Customer: CUSTOMERS.several },
  { Days: 7, Customer: CUSTOMERS.several },
  // whose key is younger than its first call
  { Days: 30, Customer: ['Early bird'] },
  // nobody
  { Days: 7, Plan: ['Trial'], Customer: ['Acme Corp'] },
];

/** Compares what the page shows of each visual of a sheet with what is expected of it, under each choice; no visual is left out. */
export function sheetFigures(sheetId: string, expectations: Readonly<Record<string, Expectation>>): void {
  describe(`On the sheet ${sheetId}`, () => {
    let page: Page;
    beforeAll(async () => {
      page = await pageOfTruth();
    });

    test('each visual has its figures here', () => {
      expect(page.sheets.get(sheetId)!.visuals.map(({ id }) => id).sort()).toEqual(Object.keys(expectations).sort());
    });

    test.each(Object.keys(expectations))('the figures of %s are those of the traffic', (id) => {
      const visual = page.sheets.get(sheetId)!.visuals.find((candidate) => candidate.id === id)!;
      const [first] = CHOICES;
      expect(JSON.stringify(expectations[id](first))).toMatch(/[1-9]/);
      for (const choice of CHOICES) {
        const { Days, Plan = [], Customer = [] } = choice;
        expect(shown(visual, { Days: [Days], Plan, Customer }), JSON.stringify(choice)).toEqual(near(expectations[id](choice)));
      }
    });
  });
}

/** Quotients may differ in their last digits. */
function near(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? value : expect.closeTo(value, 10);
  }
  if (Array.isArray(value)) {
    return value.map(near);
  }
  return typeof value !== 'object' || value === null ? value : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, near(item)]));
}
