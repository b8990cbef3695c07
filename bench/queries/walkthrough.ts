import { Firehose } from '../../preview/pipeline/firehose';
import { LogFormat } from '../../preview/pipeline/log-format';
import { arrivals } from '../../preview/traffic/arrivals';
import type { Traffic } from '../../preview/traffic/traffic';
import { AccessLogSchema } from '../../src/record/schema';

/**
 * What the walkthrough delivers: the fields of API Gateway's own example of a JSON format, the three that its function needs, and the two that the
 * function adds. All are texts.
 */
const FIELDS: Record<string, string> = {
  'requestId': '$context.requestId',
  'extendedRequestId': '$context.extendedRequestId',
  'ip': '$context.identity.sourceIp',
  'caller': '$context.identity.caller',
  'user': '$context.identity.user',
  'requestTime': '$context.requestTime',
  'httpMethod': '$context.httpMethod',
  'resourcePath': '$context.resourcePath',
  'status': '$context.status',
  'protocol': '$context.protocol',
  'responseLength': '$context.responseLength',
  'apiId': '$context.apiId',
  'identity.apiKeyId': '$context.identity.apiKeyId',
  'stage': '$context.stage',
};
const ADDED = ['usagePlan', 'customer'];

/** The prefix of the walkthrough, and the default buffer of a stream with neither conversion nor compression. */
const STREAM = {
  name: 'amazon-apigateway-walkthrough',
  arn: 'walkthrough',
  bucket: 'walkthrough',
  prefix: 'logs/year=!{timestamp:YYYY}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/',
  errorPrefix: 'errors/!{firehose:error-output-type}/',
  buffer: { seconds: 300, megabytes: 5 },
  gzip: false,
  extension: '',
};

/** Delivers plain JSON, one object a line. Returns the bytes that the same lines would have with all the fields that our dashboard shows. */
export async function deliverWalkthrough(traffic: Traffic, bucketDirectory: string): Promise<number> {
  const own = new LogFormat(format(FIELDS));
  const all = new LogFormat(format(Object.fromEntries(new AccessLogSchema()._logged().map(({ name, expression }) => [name, expression]))));
  const names = new Map(traffic.account.apiKeys.map(({ id, name }) => [id, name]));
  const plans = new Map(traffic.account.usagePlans.flatMap(({ name, keyIds }) => keyIds.map((id) => [id, name] as const)));
  const firehose = await Firehose.open(STREAM, bucketDirectory, undefined);
  let bytes = 0;
  for (const { request: { context }, arrival } of arrivals(traffic.read())) {
    const key = context['identity.apiKeyId'] ?? '';
    const added = `,"usagePlan":${JSON.stringify(plans.get(key) ?? '')},"customer":${JSON.stringify(names.get(key) ?? '')}}\n`;
    bytes += Buffer.byteLength(all.render(context) + added);
    await firehose.put(own.render(context) + added, arrival);
  }
  await firehose.end();
  return bytes;
}

/** The relation with the walkthrough's fields under our names, one row a request: what its analysis shows as it is. */
export function walkthroughSelect(directory: string): string {
  const columns = [...Object.keys(FIELDS), ...ADDED].map((name) => `'${name}': 'VARCHAR'`);
  return `
    SELECT
      CAST(strptime(requestTime, '%d/%b/%Y:%H:%M:%S %z') AS TIMESTAMP) AS hour,
      usagePlan AS usage_plan,
      customer,
      "identity.apiKeyId" AS customer_id,
      concat(httpMethod, ' ', resourcePath) AS endpoint,
      httpMethod AS http_method,
      concat(apiId, '/', stage) AS api_stage,
      status,
      concat(left(status, 1), 'xx') AS status_class,
      1 AS requests,
      CASE WHEN status >= '400' THEN 1 ELSE 0 END AS errors,
      TRY_CAST(responseLength AS BIGINT) AS response_bytes
    FROM read_json('${directory}/**/*', format = 'newline_delimited', hive_partitioning = true, hive_types_autocast = false,
      columns = {${columns.join(', ')}})
  `;
}

/** Without its end, where the function's fields stand. */
function format(fields: Record<string, string>): string {
  return `{${Object.entries(fields).map(([name, expression]) => `"${name}":"${expression}"`).join(',')}`;
}
