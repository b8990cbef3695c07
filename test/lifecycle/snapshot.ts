// Writes what a release makes, for the releases after it: `npx tsx --tsconfig tsconfig.dev.json test/lifecycle/snapshot.ts <version>`.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, resourcesOf } from './apps';
import { keptResources, RELEASED } from './released';

const [version, folder = RELEASED] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version ?? '')) {
  throw new Error(`The version is '${version ?? ''}'; give that of the release, as in 1.2.3.`);
}
if (existsSync(join(folder, version))) {
  throw new Error(`Version ${version} has a snapshot already, of what was released; give the version that is to be released.`);
}
mkdirSync(join(folder, version), { recursive: true });
for (const [name, make] of Object.entries(APPS)) {
  const kept = Object.entries(resourcesOf(make)).map(([stack, resources]) => [stack, keptResources(resources)] as const);
  writeFileSync(join(folder, version, `${name}.json`), `${JSON.stringify(Object.fromEntries(kept), null, 1)}\n`);
}
