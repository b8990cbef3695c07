import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from './temporary';
import { quickstart } from '../../examples/typescript/quickstart';
import { synthesize } from '../../preview/assembly';
import { importDatasets } from '../../preview/datasets';
import { Engine } from '../../preview/engine';
import { LambdaFunction } from '../../preview/lambda/function';
import { deliveryStreams } from '../../preview/pipeline/delivery-stream';
import { Firehose } from '../../preview/pipeline/firehose';
import { loggingStages } from '../../preview/pipeline/stages';
import { startS3 } from '../../preview/servers/s3';

const directory = temporaryDirectory();
const now = new Date('2026-03-10T12:00:00Z');

test('a key made after the directory was written is unknown at first, and has its name once the directory is fresh', { timeout: 30_000 }, async () => {
  const { template, functionProps } = synthesize(quickstart, join(directory.path(), 'cdk.out'));
  const [stream] = deliveryStreams(template);
  const [{ apiId, stage, format }] = loggingStages(template);
  const bucketDirectory = join(directory.path(), 'bucket');
  const writeDirectory = (entries: object[]) => {
    mkdirSync(join(bucketDirectory, 'directory/api_keys'), { recursive: true });
    writeFileSync(join(bucketDirectory, 'directory/api_keys/api-keys.ndjson'), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  };

  writeDirectory([]);
  const s3 = await startS3({ [stream.bucket]: bucketDirectory });
  const lambda = new LambdaFunction(functionProps(stream.processor!.functionId), { s3: s3.url, apiGateway: s3.url });
  const firehose = await Firehose.open(stream, bucketDirectory, lambda);
  await firehose.put(format.render({
    extendedRequestId: 'X=', requestTimeEpoch: String(now.getTime() - 60_000), status: '200', apiId, stage, ['identity.apiKeyId']: 'k1',
  }), now.getTime() - 50_000);
  await firehose.end();
  await lambda.close();
  s3.close();
  writeDirectory([{
    api_key_id: 'k1',
    api_key_name: 'newcomer',
    enabled: true,
    created_at: '2026-03-10 11:58:00.000',
    customer_id: 'k1',
    customer: 'newcomer',
    usage_plan_id: 'p1',
    usage_plan: 'Free',
    stages: [`${apiId}/${stage}`],
  }]);

  const engine = await Engine.open({ template, bucketDirectory, now });
  const { relations } = await importDatasets(template, engine);
  const [logs] = template.resourcesOfType('AWS::Glue::Table').map(({ properties }) => template.resolve<{ DatabaseName: string }>(properties));
  expect(await engine.query(`SELECT attribution, customer FROM "${logs.DatabaseName}"."logs"`)).toEqual([{ attribution: 'unknown_key', customer: null }]);
  expect(await engine.query(`SELECT attribution, customer, usage_plan, requests FROM ${Object.values(relations)[0]}`))
    .toEqual([{ attribution: 'plan', customer: 'newcomer', usage_plan: 'Free', requests: 1 }]);
  engine.close();
});
