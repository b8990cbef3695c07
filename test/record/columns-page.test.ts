import { expect, test } from 'vitest';
import { API_KEY_COLUMNS } from '../../src/record/api-keys';
import type { Column, LoggedColumn } from '../../src/record/column';
import { ENRICHED_COLUMNS } from '../../src/record/columns';
import { PARTITION_COLUMNS } from '../../src/record/layout';
import { AccessLogSchema } from '../../src/record/schema';

const WRITTEN_BY = { gateway: 'API Gateway', authorizer: 'the authorizer', client: 'the request', error: 'an error', text: 'the client' };

function table(columns: readonly Column[]): string {
  return ['| column | type | |', '|---|---|---|', ...columns.map(({ name, type, description }) => `| \`${name}\` | ${type} | ${description} |`)].join('\n');
}

function loggedTable(columns: readonly LoggedColumn[]): string {
  return [
    '| column | type | from | written by | |', '|---|---|---|---|---|',
    ...columns.map(({ name, type, expression, origin, description }) => `| \`${name}\` | ${type} | \`${expression}\` | ${WRITTEN_BY[origin]} | ${description} |`),
  ].join('\n');
}

test('docs/columns.md lists the columns as they are', async () => {
  const page = `# Columns

The table \`logs\`: one row a delivered record. Firehose delivers at least once; \`extended_request_id\` tells copies.

## Logged by API Gateway, in the order of the line

What a client writes cannot change what API Gateway or the authorizer wrote.

${loggedTable(new AccessLogSchema()._logged())}

## Added by the enrichment

${table(ENRICHED_COLUMNS)}

## Partitions

${table(PARTITION_COLUMNS)}

# The table \`api_keys\`

One row for each API key and usage plan, as they are now.

${table(API_KEY_COLUMNS)}
`;
  await expect(page).toMatchFileSnapshot('../../docs/columns.md');
});
