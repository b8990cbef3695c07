import { createHash } from 'node:crypto';
import { Bundle } from './bundle';
import { PageData } from './data';
import { KeyFigures } from './sql/key-figures';
import { fullNumber, percent, shortNumber } from './view/number-text';

export interface Head {
  readonly title: string;
  readonly notes: readonly string[];
  readonly now: Date;
  readonly figures?: KeyFigures;
}

/** One page without a network: script, style and data are in it, and its policy lets it load nothing. */
export function html(head: Head, data: PageData, { script, style }: Bundle): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(head.title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${header(head)}
<div id="page"><noscript><p class="note">This page draws its charts in the browser: turn JavaScript on.</p></noscript></div>
<footer>Drawn on this machine from the synthesized dashboard definition. In production, QuickSight draws it.</footer>
<script type="application/json" id="data">${json(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that no value can end: neither the script's tag nor a comment in it. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function header({ title, notes, now, figures }: Head): string {
  const items = notes.map((note) => `<li>${escaped(note)}</li>`).join('');
  return `<header>
<div class="heading"><h1>${escaped(title)}</h1><span class="badge">Preview</span></div>
<p class="period">${escaped(period(now, figures))}</p>
${items && `<ul class="notes" aria-label="About this data">${items}</ul>`}
${figures ? figuresList(figures) : ''}
</header>`;
}

function figuresList(figures: KeyFigures): string {
  const { requests, clientErrors, serverErrors } = figures;
  const share = (count: number) => requests === 0 ? '–' : percent(count / requests);
  const figure = (name: string, value: string, detail: string) =>
    `<div class="figure"><dt>${name}</dt><dd><strong>${value}</strong><span>${detail}</span></dd></div>`;
  return `<dl class="figures">${[
    figure('Requests', shortNumber(requests), requests < 10_000 ? '' : fullNumber(requests)),
    figure('Customers', shortNumber(figures.customers), 'with at least one request'),
    figure('Error share', share(clientErrors + serverErrors), `${share(clientErrors)} client (4xx), ${share(serverErrors)} server (5xx)`),
  ].join('')}</dl>`;
}

function period(now: Date, figures: KeyFigures | undefined): string {
  const made = `${moment(now)} UTC`;
  if (figures?.first === undefined) {
    return figures?.start ? `No requests from ${day(figures.start)} to ${made}` : `As of ${made}`;
  }
  return figures.start
    ? `${TO_DATE[figures.unit!]}: ${day(figures.start)} to ${made}`
    : `${moment(figures.first)} to ${moment(new Date(figures.last!.getTime() + 3_599_999))} UTC`;
}

const TO_DATE: Readonly<Record<string, string>> = {
  YEAR: 'Year to date', QUARTER: 'Quarter to date', MONTH: 'Month to date', WEEK: 'Week to date', DAY: 'Today', HOUR: 'This hour',
};

function day(date: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

function moment(date: Date): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' }).format(date);
  return `${day(date)}, ${time}`;
}
