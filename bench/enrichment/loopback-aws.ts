import { encodeColumns } from '../../src/enrichment/environment';
import { AccessLogSchema } from '../../src/record/schema';

/** Where a function finds AWS: at one address of this machine. */
export function awsAt(url: string): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_ENDPOINT_URL_S3: url,
    AWS_ENDPOINT_URL_API_GATEWAY: url,
    AWS_ENDPOINT_URL_FIREHOSE: url,
    // Lambda runs a later version of Node.js than this machine may have, and the SDK says nothing there
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** What the construct gives the enrichment. */
export function enrichmentEnvironment(url: string, bucketName: string): Record<string, string> {
  return { ...awsAt(url), BUCKET_NAME: bucketName, COLUMNS: encodeColumns(new AccessLogSchema()) };
}
