import type { ForwarderSettings } from './settings';
import type { AccessLogSchema } from '../../record/schema';
import { encodeColumns } from '../environment';

/** AWS Lambda's limit on a function's environment, and what this library's other variables take of it, in bytes. */
const ENVIRONMENT_LIMIT = 4 * 1024;
const OTHERS = 300;
/** How long a name is that is not known at synthesis. */
const TOKEN = 'x'.repeat(64);

/** What is wrong with forwarders, once all columns are known. */
export function faultsOf(schema: AccessLogSchema, forwarders: readonly ForwarderSettings[]): string[] {
  const columns = schema._delivered().map(({ name }) => name);
  const faults = forwarders.flatMap(({ name, layout: { fields, others } }) => {
    const missing = fields.filter(([, column]) => !columns.includes(column));
    const filled = new Set(fields.map(([, column]) => column));
    const twice = others ? fields.filter(([field]) => columns.includes(outermost(field)) && !filled.has(outermost(field))) : [];
    return [
      ...missing.map(([field, column]) => `the layout of forwarder '${name}' fills '${field}' from '${column}', which is no column; docs/columns.md lists them, and columns of your own are given by { columns }`),
      ...twice.map(([field, column]) => `the layout of forwarder '${name}' fills '${field}' from '${column}', and a column is called '${outermost(field)}' as well; rename the field, or leave otherColumns out`),
    ];
  });
  const bytes = Buffer.byteLength((encodeColumns(schema) + JSON.stringify(forwarders)).replace(/\$\{Token\[[^\]]*\]\}/g, TOKEN)) + OTHERS;
  return forwarders.length > 0 && bytes > ENVIRONMENT_LIMIT
    ? [...faults, `the forwarders and columns take ${bytes} bytes of the enrichment function's environment, and AWS Lambda takes ${ENVIRONMENT_LIMIT}; use fewer forwarders or shorter layouts`] : faults;
}

/** A dot makes an object. */
function outermost(field: string): string {
  return field.split('.')[0];
}
