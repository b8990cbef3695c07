import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dashboardDefinition, visualNode } from './page-dashboard';
import { embedded, embeddedSheet, embeddedVisuals } from './page-reader';
import { Tables } from './page-tables';
import { hourly, madeUpCalls, single } from './page-traffic';
import type { TableVisualData } from '../../preview/page/data';
import { renderPage } from '../../preview/page/page';

const HOSTILE = '</script><img src=x onerror=alert(1)>';

let tables: Tables;
let page: string;

beforeAll(async () => {
  const calls = madeUpCalls(400, 10).map((call) => ({ ...call, customer: call.customer === 'Customer 1' ? HOSTILE : call.customer }));
  tables = await Tables.open({ usage_hourly: calls.map(hourly), requests: calls.map(single) });
  page = await renderPage(tables.input());
});
afterAll(() => tables.close());

describe('the page', () => {
  test('has each sheet with its controls, and each visual of the definition', () => {
    const definition = dashboardDefinition();
    const { sheets } = embedded(page);
    expect(sheets.map(({ id, name, description }) => [id, name, description])).toEqual(
      definition.Sheets.map(({ SheetId, Name, Description }: any) => [SheetId, Name, Description]));
    sheets.forEach(({ id, controls }, index) => {
      const { Visuals, ParameterControls } = definition.Sheets[index];
      expect(controls.map((control) => [control.id, control.parameter, control.title])).toEqual(ParameterControls.map((node: any) => {
        const [control] = Object.values<any>(node);
        return [control.ParameterControlId, control.SourceParameterName, control.Title];
      }));
      expect(embeddedSheet(page, id).visuals.map((visual) => [visual.id, visual.title])).toEqual(
        Visuals.map((entry: any) => Object.values<any>(entry)[0]).map(({ VisualId, Title }: any) => [VisualId, Title.FormatText.PlainText]));
    });
  });

  test('each column of a cube has an entry a cell, and its codes are those of its values', () => {
    for (const { id, cube } of embeddedVisuals(page).values()) {
      expect([id, ...cube.keys.map(({ codes }) => codes.length), ...cube.atoms.map(({ values }) => values.length)])
        .toEqual([id, ...[...cube.keys, ...cube.atoms].map(() => cube.size)]);
      cube.keys.forEach(({ values, codes }) => {
        expect(codes.every((code) => code in values)).toBe(true);
        expect(new Set(values).size).toBe(values.length);
      });
    }
  });

  test('figures, periods and filters name only what their cube has', () => {
    for (const visual of embeddedVisuals(page).values()) {
      const keys = visual.cube.keys.map(({ name }) => name);
      const names = [...JSON.stringify({ ...visual, cube: undefined, cells: undefined }).matchAll(/"(?:atom|numerator|denominator|weight)":"(.*?)"/g)];
      expect(visual.cube.atoms.map(({ name }) => name)).toEqual(expect.arrayContaining(names.map(([, name]) => name)));
      expect(keys).toEqual(expect.arrayContaining(visual.filteredBy.map(({ column }) => column)));
      expect(keys.includes('@age')).toBe(visual.period !== undefined || visual.kind === 'kpi' && visual.before !== undefined);
    }
  });

  test('a row leads to its requests, where the page can show these', () => {
    const link = (id: string) => (embeddedVisuals(page).get(id) as TableVisualData).link;
    expect(link('customer-table')).toEqual({ label: 'Show the requests', sheet: 'requests', sets: [{ parameter: 'Customer', column: 'customer' }] });
    expect(link('quota')!.sets).toEqual([{ parameter: 'Plan', column: 'usage_plan' }, { parameter: 'Customer', column: 'customer' }]);
    // the endpoint has no working control on the page
    expect(link('errors-by-endpoint')).toBeUndefined();
  });

  test('a click on a value filters the other visuals, where they have figures by its column', () => {
    const clicks = (id: string) => embeddedVisuals(page).get(id)!.clicks;
    expect(clicks('top-customers')).toEqual([{ column: 'customer', label: 'Customer' }]);
    // beside the endpoint
    expect(clicks('traffic-by-endpoint')!.map(({ column }) => column).sort()).toEqual(['customer', 'usage_plan']);
    expect(clicks('limits-reached')!.map(({ column }) => column).sort()).toEqual(['customer', 'usage_plan']);
    expect([clicks('requests'), clicks('top-endpoints'), clicks('latest-requests')]).toEqual([undefined, undefined, undefined]);
    const targets = (id: string) => embeddedVisuals(page).get(id)!.clickTargets;
    expect(targets('top-customers')).toContain('requests-by-plan');
    expect(targets('top-customers')).not.toContain('top-customers');
    expect(targets('slowest-customers')).toContain('customer-latency-by-day');
    // by endpoint, all customers are one
    expect(targets('slowest-customers')).not.toContain('endpoint-latency-by-day');
    expect(targets('top-endpoints')).toBeUndefined();
  });

  test('names, titles and notes of whatever text stay text', async () => {
    const definition = dashboardDefinition();
    visualNode(definition, 'requests').Title.FormatText.PlainText = HOSTILE;
    definition.Sheets[0].Name = HOSTILE;
    const html = await renderPage(tables.input({ definition, title: HOSTILE, notes: [`Traffic of ${HOSTILE}`] }));
    expect(html).not.toContain('<img');
    expect(html.match(/<\/script>/g)).toHaveLength(2 + definition.Sheets.length);
    expect(embedded(html).sheets[0].name).toBe(HOSTILE);
    expect(embedded(html).parameters.find(({ name }) => name === 'Customer')!.values).toContain(HOSTILE);
    expect(embeddedVisuals(html).get('requests')!.title).toBe(HOSTILE);
    expect(html).toContain('<li>Traffic of &#60;/script&#62;&#60;img src=x onerror=alert(1)&#62;</li>');
  });

  test('its head says what it is, and of when', () => {
    expect(page).toContain('<h1>API usage</h1><span class="badge">Preview</span>');
    expect(page).toContain('As of 17 March 2026, 14:20 UTC');
    expect(page).toContain('<li>This traffic is made up.</li>');
  });

  test('names no network and may load nothing', () => {
    const [head] = page.split('</head>');
    expect(head).toContain("content=\"default-src 'none'; script-src 'sha256-");
    expect(head).not.toMatch(/@import|url\(/);
    expect(page.match(/<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=[^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
    expect(page.length).toBeLessThan(1_000_000);
  });

  test('datasets without rows make a page without figures', async () => {
    const empty = await Tables.open({});
    try {
      const visuals = embeddedVisuals(await renderPage(empty.input()));
      expect(visuals.get('requests')!.cube).toMatchObject({ size: 0, atoms: [{ name: 'sum(requests)', values: [] }] });
      expect(visuals.get('latest-requests')).toMatchObject({ cells: [], rows: { size: 0 } });
    } finally {
      empty.close();
    }
  });
});
