import type { ForwarderSettings } from './settings';
import type { AccessLogSchema } from '../../record/schema';
import { encodeColumns, encodePrivacy } from '../environment';

/** AWS Lambda's limit on a function's environment, and what this library's other variables take of it, in bytes. */
const ENVIRONMENT_LIMIT = 4 * 1024;
const OTHERS = 300;
/** How long a name is that is not known at synthesis. */
const TOKEN = 'x'.repeat(64);
const SECRET_ARN = 'x'.repeat(160);

/** What is wrong with forwarders, once all columns are known. */
export function faultsOf(schema: AccessLogSchema, forwarders: readonly ForwarderSettings[]): string[] {
  const columns = schema._delivered().map(({ name }) => name);
  const faults = forwarders.flatMap(({ name, layout: { fields, others }, filter }) => {
    const missing = fields.filter(([, column]) => !columns.includes(column));
    const filled = new Set(fields.map(([, column]) => column));
    const twice = others ? fields.filter(([field]) => columns.includes(outermost(field)) && !filled.has(outermost(field))) : [];
    const nameless = filter.usagePlans !== undefined && schema._privacy.omits({ name: 'usage_plan' });
    return [
      ...nameless ? [`the filter of forwarder '${name}' is by usagePlans, and omitColumns leaves 'usage_plan' out, so that no record would have the name of its plan; leave 'usage_plan' in, or the filter out`] : [],
      ...missing.map(([field, column]) => `the layout of forwarder '${name}' fills '${field}' from '${column}', which is no column; docs/columns.md lists them, and columns of your own are given by { columns }`),
      ...twice.map(([field, column]) => `the layout of forwarder '${name}' fills '${field}' from '${column}', and a column is called '${outermost(field)}' as well; rename the field, or leave otherColumns out`),
    ];
  });
  const privacy = encodePrivacy(schema) ?? '';
  const variables = [encodeColumns(schema), privacy, schema._privacy.needsHashKey ? SECRET_ARN : '', JSON.stringify(forwarders)].join('');
  const bytes = Buffer.byteLength(variables.replace(/\$\{Token\[[^\]]*\]\}/g, TOKEN)) + OTHERS;
  return (forwarders.length > 0 || privacy !== '') && bytes > ENVIRONMENT_LIMIT
    ? [...faults, `the forwarders and columns take ${bytes} bytes of the enrichment function's environment, and AWS Lambda takes ${ENVIRONMENT_LIMIT}; use fewer forwarders or shorter layouts`] : faults;
}

/** A dot makes an object. */
function outermost(field: string): string {
  return field.split('.')[0];
}
