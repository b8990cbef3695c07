import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = 'https://github.com/cdk-api-usage-analytics/cdk-api-usage-analytics';

/** The version in the repository, before a release gives it a number. */
const UNRELEASED = '0.0.0';

/** Says what each alarm means and what to do, under the alarm's anchor: as it was when the version was released. */
export function runbookOf(version: string): string {
  return `${REPOSITORY}/blob/${version === UNRELEASED ? 'main' : `v${version}`}/docs/operations.md`;
}

/** That of this version. */
export function runbook(): string {
  // as far up from lib/ as from src/
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  return runbookOf(version);
}
