import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Bundle } from './bundle';
import type { PageData, SheetData } from './data';
import { sheetDataId } from './data';

export interface Head {
  readonly title: string;
  readonly notes: readonly string[];
  readonly now: Date;
}

/**
 * One page without a network: script, style and data are in it, and its policy lets it load nothing.
 *
 * @param sheets The visuals of each sheet of the data
 */
export function html(head: Head, data: PageData, sheets: readonly SheetData[], { script, style }: Bundle): string {
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
${data.sheets.map(({ id }, index) => sheetElement(id, sheets[index])).join('\n')}
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

function sheetElement(id: string, sheet: SheetData): string {
  const text = gzipSync(JSON.stringify(sheet), { level: 9 }).toString('base64');
  return `<script type="application/octet-stream" id="${escaped(sheetDataId(id))}">${text}</script>`;
}

function header({ title, notes, now }: Head): string {
  const items = notes.map((note) => `<li>${escaped(note)}</li>`).join('');
  return `<header>
<div class="heading"><h1>${escaped(title)}</h1><span class="badge">Preview</span></div>
<p class="period">As of ${moment(now)} UTC</p>
${items && `<ul class="notes" aria-label="About this data">${items}</ul>`}
</header>`;
}

function moment(date: Date): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(date);
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' }).format(date);
  return `${day}, ${time}`;
}
