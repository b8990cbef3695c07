// Makes the pictures of the documentation from the preview's page:
//   npm run preview && node docs/images/make.mjs preview-out/index.html
import { resolve, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const PICTURES = { preview: ['Usage', 1240], customers: ['Customers', 1330], latency: ['Latency', 1420], errors: ['Errors and access', 1330], requests: ['Requests', 900] };

const page = `file://${resolve(process.argv[2] ?? 'preview-out/index.html')}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, [sheet, height]] of Object.entries(PICTURES)) {
  const tab = await browser.newPage({ viewport: { width: 1280, height }, reducedMotion: 'reduce' });
  await tab.goto(page);
  await tab.getByRole('tab', { name: sheet }).click();
  await tab.waitForTimeout(1500);
  await tab.screenshot({ path: join(dirname(fileURLToPath(import.meta.url)), `${name}.png`) });
}
await browser.close();
