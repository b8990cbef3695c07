import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { create, FORMAT, NEXT, OURS, remove, THEIRS, update } from './events';
import { Framework } from './framework';
import { HostedFunction } from './hosted-function';
import { LoopbackStage, refuse } from './loopback-stage';

const CREATE_FAILED = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';

describe('through the provider framework of aws-cdk-lib, CloudFormation', () => {
  let stage: LoopbackStage;
  let hosted: HostedFunction;
  let framework: Framework;

  beforeEach(async () => {
    stage = await LoopbackStage.start();
    hosted = new HostedFunction(stage.endpoints);
    framework = new Framework(hosted);
  });

  afterEach(async () => {
    await hosted.stop();
    await stage.stop();
  });

  test('is told of a setting that is made, changed and taken away', async () => {
    const nothing = { ReplacedDestinationArn: '-', ReplacedFormat: '-' };
    expect(await framework.send(create())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'a1b2c3/prod', Data: nothing });
    expect(stage.setting).toEqual({ destinationArn: OURS, format: FORMAT });
    expect(await framework.send(update({}, { DestinationArn: NEXT }))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'a1b2c3/prod', Data: nothing });
    expect(stage.setting!.destinationArn).toBe(NEXT);
    expect(await framework.send(remove({ DestinationArn: NEXT }))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'a1b2c3/prod' });
    expect(stage.setting).toBeUndefined();
  });

  test('fails a creation with a readable reason first, and its deletion does not even reach the function', async () => {
    stage.setting = { destinationArn: THEIRS, format: 'theirs' };
    const told = await framework.send(create());
    expect(told).toMatchObject({ Status: 'FAILED', PhysicalResourceId: CREATE_FAILED });
    expect(told.Reason.split('\n')[0]).toBe(`Stage prod of REST API a1b2c3 has an access log destination already, ${THEIRS}, and a stage has only one; `
      + "take it away there, or attach the stage with 'replaceExisting' set to true");
    expect(Buffer.byteLength(framework.bodies[0])).toBeLessThan(4096);
    expect(await framework.send(remove({}, CREATE_FAILED))).toMatchObject({ Status: 'SUCCESS' });
    expect(framework.events.map(({ RequestType }) => RequestType)).toEqual(['Create']);
    expect(stage.setting).toEqual({ destinationArn: THEIRS, format: 'theirs' });
  });

  test('fails an update under its physical id, so that it is rolled back', async () => {
    stage.setting = { destinationArn: THEIRS, format: 'theirs' };
    expect(await framework.send(update({}, { DestinationArn: NEXT }))).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'a1b2c3/prod' });
  });

  test.each([
    ['as long as it may be', '$context.requestId '.repeat(160), false],
    ['full of quotes and line ends', '"\n'.repeat(1000), false],
    ['just short enough to be reported', `"${'x'.repeat(2300)}"`, true],
  ])('takes the answer on a replaced format that is %s', async (_name, format, reported) => {
    stage.setting = { destinationArn: THEIRS, format };
    const longest = { StackId: `${create().StackId}${'x'.repeat(128)}`, LogicalResourceId: 'x'.repeat(255) };
    const told = await framework.send({ ...create({ ReplaceExisting: 'true' }), ...longest });
    expect(told).toMatchObject({ Status: 'SUCCESS', Data: { ReplacedDestinationArn: THEIRS } });
    expect(told.Data!.ReplacedFormat).toBe(reported ? format : 'The format is too long for CloudFormation; it is in the log of the function, settings-log');
    expect(Buffer.byteLength(framework.bodies[0])).toBeLessThan(4096);
  });

  test('takes the answer on a failure, however much API Gateway has to say on it', async () => {
    stage.forever.PATCH = refuse(400, 'BadRequestException', 'Invalid "format"\n'.repeat(1000));
    const [sentence] = (await framework.send(create())).Reason.split('\n');
    expect(sentence).toMatch(/failed with BadRequestException: (Invalid "format" )+.*; mend what it names and try again$/);
    expect(Buffer.byteLength(framework.bodies[0])).toBeLessThan(4096);
  });
});
