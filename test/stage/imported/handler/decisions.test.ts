import { describe, expect, test } from 'vitest';
import { create, FORMAT, NEXT, OURS, remove, THEIRS, update } from './events';
import { hanging, type LoopbackStage, refuse, refuseQuery } from './loopback-stage';
import { lineOf, play, warningsOf } from './scenario';

const GET = 'GET /restapis/a1b2c3/stages/prod';
const PATCH = 'PATCH /restapis/a1b2c3/stages/prod';
const ours = { destinationArn: OURS, format: FORMAT };
const theirs = { destinationArn: THEIRS, format: '$context.requestId' };
const withOurs = (stage: LoopbackStage) => { stage.setting = ours; };
const withTheirs = (stage: LoopbackStage) => { stage.setting = theirs; };

describe.concurrent('the requests to API Gateway', () => {
  test('are a look and one change of both destination and format', async () => {
    const { stage } = await play(create());
    expect(stage.received).toEqual([GET, PATCH]);
    expect(stage.patches).toEqual([[
      { op: 'replace', path: '/accessLogSettings/destinationArn', value: OURS },
      { op: 'replace', path: '/accessLogSettings/format', value: FORMAT },
    ]]);
  });

  test.each([['creation', create()], ['update', update({ Format: 'old' }, {})], ['update of what else there is', update({}, { ReplaceExisting: 'true' })]])('are only a look if nothing changes: %s', async (_name, event) => {
    const { action, stage } = await play(event, withOurs);
    expect([stage.received, action]).toEqual([[GET], 'unchanged']);
  });

  test('are only a look when what somebody else set is deleted', async () => {
    const { answer, stage } = await play(remove(), withTheirs);
    expect(stage.received).toEqual(['POST', GET]);
    expect(lineOf(answer)).toMatchObject({ action: 'left', reason: `it has another access log, to ${THEIRS}` });
  });

  test('take the setting away as one', async () => {
    const { answer, stage } = await play(remove(), withOurs);
    expect(stage.patches).toEqual([[{ op: 'remove', path: '/accessLogSettings' }]]);
    expect(answer.result!.PhysicalResourceId).toBe('a1b2c3/prod');
  });

  test('are none for the deletion of what was never made', async () => {
    const { action, answer, stage } = await play(remove({}, 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED'), withOurs);
    expect([stage.received, action]).toEqual([[], 'left']);
    expect(answer.result!.PhysicalResourceId).toBe('AWSCDK::CustomResourceProviderFramework::CREATE_FAILED');
  });

  test('do not take away what another resource of the stack sets by now, as after a renaming', async () => {
    const { answer, stage } = await play(remove(), (prepared) => {
      prepared.setting = ours;
      prepared.resources = [
        { LogicalResourceId: 'Setting', ResourceStatus: 'DELETE_IN_PROGRESS' },
        { LogicalResourceId: 'Renamed', ResourceStatus: 'CREATE_COMPLETE' },
      ];
    });
    expect([stage.received, stage.setting]).toEqual([['POST'], ours]);
    expect(lineOf(answer)).toMatchObject({ action: 'left', reason: 'another resource of the stack sets it' });
  });

  test('take away what a creation had set that was cancelled, whose deletion has an id of CloudFormation\'s own', async () => {
    const { action, stage, answer } = await play(remove({}, 'stack-Setting-1ABCDEFGHIJK'), withOurs);
    expect([action, stage.setting]).toEqual(['removed', undefined]);
    expect(answer.result!.PhysicalResourceId).toBe('stack-Setting-1ABCDEFGHIJK');
  });

  test('do not take it away if it is of the resource that a cancelled one was to follow', async () => {
    const { action, stage } = await play(remove({}, 'stack-Renamed-1ABCDEFGHIJK'), (prepared) => {
      prepared.setting = ours;
      prepared.resources = [{ LogicalResourceId: 'Before', ResourceStatus: 'UPDATE_COMPLETE' }];
    });
    expect([action, stage.setting]).toEqual(['left', ours]);
  });

  test('find that resource on the second page of a large stack', async () => {
    const { action, stage } = await play(remove(), (prepared) => {
      prepared.setting = ours;
      prepared.resources = [...Array.from({ length: 150 }, (_, index) => ({ LogicalResourceId: `Other${index}`, PhysicalResourceId: 'other' })), { LogicalResourceId: 'Renamed' }];
    });
    expect([action, stage.received]).toEqual(['left', ['POST', 'POST']]);
  });

  test.each([
    ['goes as well', { ResourceStatus: 'DELETE_IN_PROGRESS' }],
    ['sets another stage', { PhysicalResourceId: 'a1b2c3/beta' }],
    ['is of another type', { ResourceType: 'AWS::ApiGateway::Stage' }],
  ])('take the setting away if that other resource %s', async (_what, other) => {
    const { action, stage } = await play(remove(), (prepared) => {
      prepared.setting = ours;
      prepared.resources = [{ LogicalResourceId: 'Setting' }, { LogicalResourceId: 'Other', ...other }];
    });
    expect([action, stage.setting]).toEqual(['removed', undefined]);
  });

  test('take the setting away if CloudFormation does not tell', async () => {
    const { action, answer } = await play(remove(), (prepared) => {
      prepared.setting = ours;
      prepared.forever.POST = refuseQuery(403, 'AccessDenied', 'not authorized');
    });
    expect(action).toBe('removed');
    expect(warningsOf(answer)).toEqual([expect.objectContaining({ message: 'CloudFormation could not be asked about the stack' })]);
  });

  test('end with a stage that goes while its setting is taken away', async () => {
    const { action } = await play(remove(), (stage) => {
      stage.setting = ours;
      stage.forever.PATCH = refuse(404, 'NotFoundException', 'Invalid stage identifier specified');
    });
    expect(action).toBe('left');
  });
});

describe.concurrent('a destination of somebody else', () => {
  test('fails a creation, in a sentence that says where it is and what to do', async () => {
    const { answer, stage } = await play(create(), withTheirs);
    expect(answer.failure!.errorMessage).toBe(`Stage prod of REST API a1b2c3 has an access log destination already, ${THEIRS}, and a stage has only one; `
      + "take it away there, or attach the stage with 'replaceExisting' set to true");
    expect(stage.received).toEqual([GET]);
  });

  test('is replaced if that was asked for, and logged in full before', async () => {
    const { answer, stage } = await play(create({ ReplaceExisting: 'true' }), withTheirs);
    expect(stage.setting).toEqual(ours);
    expect(answer.result).toEqual({ PhysicalResourceId: 'a1b2c3/prod', Data: { ReplacedDestinationArn: THEIRS, ReplacedFormat: theirs.format } });
    expect(warningsOf(answer)).toEqual([expect.objectContaining({ message: 'replacing an access log', restApiId: 'a1b2c3', stageName: 'prod', ...theirs })]);
    expect(lineOf(answer)).toMatchObject({ level: 'INFO', requestType: 'Create', restApiId: 'a1b2c3', stageName: 'prod', action: 'set', replaced: theirs });
  });

  test('is reported as too long if CloudFormation would not take its format, which is in the log', async () => {
    const format = '"$context.requestId"\n'.repeat(130); // 2,730 bytes, and each third a character that JSON escapes
    const { answer } = await play(create({ ReplaceExisting: 'true' }), (stage) => { stage.setting = { destinationArn: THEIRS, format }; });
    expect(answer.result!.Data).toEqual({
      ReplacedDestinationArn: THEIRS,
      ReplacedFormat: 'The format is too long for CloudFormation; it is in the log of the function, settings-log',
    });
    expect(warningsOf(answer)[0]).toMatchObject({ destinationArn: THEIRS, format });
  });

  test('without a format is reported with a dash', async () => {
    const { answer } = await play(create({ ReplaceExisting: 'true' }), (stage) => { stage.setting = { destinationArn: THEIRS }; });
    expect(answer.result!.Data).toEqual({ ReplacedDestinationArn: THEIRS, ReplacedFormat: '-' });
  });
});

describe.concurrent('an update that cannot be done', () => {
  const away = (stage: LoopbackStage) => { stage.exists = false; };
  const rollingBack = (stage: LoopbackStage) => { stage.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS'; };
  const cases: [string, (stage: LoopbackStage) => void, RegExp][] = [
    ['somebody else has set a destination', withTheirs, /has an access log destination already/],
    ['the stage has gone', away, /^There is no stage prod of REST API a1b2c3 in region eu-west-1 \(Invalid API identifier specified 123456789012:a1b2c3\); give the id of a REST API of this account and region, for HTTP APIs cannot log to Firehose, and the name of a stage of it$/],
  ];

  test.each(cases)('fails while the stack is updated, when %s', async (_name, prepare, message) => {
    const { answer, stage } = await play(update({}, { DestinationArn: NEXT }), prepare);
    expect(answer.failure!.errorMessage).toMatch(message);
    expect(stage.received).toEqual([GET, 'POST']);
  });

  test.each(cases)('does not fail while the stack rolls back, and changes nothing, when %s', async (_name, prepare, message) => {
    const { answer, stage } = await play(update({}, { DestinationArn: NEXT }), (prepared) => { prepare(prepared); rollingBack(prepared); });
    expect(answer.result).toEqual({ PhysicalResourceId: 'a1b2c3/prod', Data: { ReplacedDestinationArn: '-', ReplacedFormat: '-' } });
    expect(stage.patches).toEqual([]);
    expect(warningsOf(answer)).toHaveLength(1);
    expect(lineOf(answer)).toMatchObject({ action: 'left', reason: expect.stringMatching(message) });
  });

  test('does not fail either when it moves back to a stage that has gone', async () => {
    const { answer } = await play(update({ StageName: 'beta' }, {}), (stage) => { away(stage); rollingBack(stage); });
    expect(answer.result!.PhysicalResourceId).toBe('a1b2c3/prod');
  });

  test.each([
    ['is refused', refuseQuery(403, 'AccessDenied', 'not authorized')],
    ['gets no answer', hanging],
  ])('fails with its own reason if the question for the stack\'s status %s', async (_name, trouble) => {
    const { answer } = await play(update({}, { DestinationArn: NEXT }), (stage) => {
      withTheirs(stage);
      rollingBack(stage);
      stage.forever.POST = trouble;
    });
    expect(answer.failure!.errorMessage).toMatch(/^Stage prod of REST API a1b2c3 has an access log destination already/);
    expect(answer.seconds).toBeLessThan(45);
    expect(warningsOf(answer)).toEqual([expect.objectContaining({ message: 'CloudFormation could not be asked about the stack' })]);
  });

  test('is asked for again if the question fails for the moment', async () => {
    const { action } = await play(update({}, { DestinationArn: NEXT }), (stage) => {
      withTheirs(stage);
      rollingBack(stage);
      stage.instead.POST.push(hanging, refuseQuery(503, 'ServiceUnavailable', 'unavailable'), refuseQuery(400, 'Throttling', 'Rate exceeded'));
    });
    expect(action).toBe('left');
  });

  test('is all that the stack is asked about: not a creation', async () => {
    const { stage } = await play(create(), (prepared) => { withTheirs(prepared); rollingBack(prepared); });
    expect(stage.received).toEqual([GET]);
  });

  test('is not every failure: an update that is refused fails while the stack rolls back', async () => {
    const { answer, stage } = await play(update({}, { DestinationArn: NEXT }), (prepared) => {
      rollingBack(prepared);
      prepared.forever.PATCH = refuse(400, 'BadRequestException', 'Invalid ARN');
    });
    expect(answer.failure!.errorMessage).toContain('BadRequestException: Invalid ARN');
    expect(stage.received).not.toContain('POST');
  });
});
