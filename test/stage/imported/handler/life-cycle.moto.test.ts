import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { create, FORMAT, NEXT, OURS, remove, THEIRS, update } from './events';
import { HostedFunction } from './hosted-function';
import { LoopbackStage } from './loopback-stage';
import { MotoApis } from './moto-apis';
import { lineOf } from './scenario';

const { MOTO_ENDPOINT } = process.env;

const ours = { destinationArn: OURS, format: FORMAT };
const theirs = { destinationArn: THEIRS, format: '$context.requestId' };
const OTHER = 'beta'; // the other stage of the API

// Needs moto's server (pip install 'moto[server]'; moto_server -p 5555), which the tests are told of by MOTO_ENDPOINT=http://127.0.0.1:5555.
describe.skipIf(!MOTO_ENDPOINT)('the life of an access log setting, against moto', () => {
  const apis = new MotoApis(MOTO_ENDPOINT ?? 'http://127.0.0.1:5555');
  let stack: LoopbackStage;
  let hosted: HostedFunction;
  let RestApiId: string;

  beforeAll(async () => {
    stack = await LoopbackStage.start(); // moto makes stacks only with all that is in them, so the stack is asked here
    hosted = new HostedFunction({ apiGateway: MOTO_ENDPOINT!, cloudFormation: stack.endpoints.cloudFormation });
  });

  beforeEach(async () => {
    RestApiId = await apis.make('prod', OTHER);
    stack.stackStatus = 'UPDATE_IN_PROGRESS';
  });

  afterAll(async () => {
    await hosted.stop();
    await stack.stop();
  });

  /** Sends an event, and returns what the function says it did. */
  async function send(event: object) {
    const answer = await hosted.invoke(event);
    return { ...answer, action: lineOf(answer).action, message: answer.failure?.errorMessage, id: answer.result?.PhysicalResourceId };
  }

  test('begins with a creation and ends with a deletion, which leaves the stage as it was', async () => {
    expect(await send(create({ RestApiId }))).toMatchObject({ action: 'set', id: `${RestApiId}/prod` });
    expect(await apis.settingOf(RestApiId)).toEqual(ours);
    expect(await apis.settingOf(RestApiId, OTHER)).toBeUndefined();
    expect(await send(remove({ RestApiId }))).toMatchObject({ action: 'removed' });
    expect(await apis.settingOf(RestApiId)).toBeUndefined();
  });

  test('goes on with updates of the format and of the stream', async () => {
    await send(create({ RestApiId }));
    expect(await send(update({ RestApiId }, { RestApiId, Format: 'changed\n' }))).toMatchObject({ action: 'set', id: `${RestApiId}/prod` });
    expect(await apis.settingOf(RestApiId)).toEqual({ ...ours, format: 'changed\n' });
    expect(await send(update({ RestApiId, Format: 'changed\n' }, { RestApiId, DestinationArn: NEXT }))).toMatchObject({ action: 'set', id: `${RestApiId}/prod` });
    expect(await apis.settingOf(RestApiId)).toEqual({ ...ours, destinationArn: NEXT });
  });

  test('goes on with an update that changes nothing of it', async () => {
    await send(create({ RestApiId }));
    expect(await send(update({ RestApiId }, { RestApiId, ReplaceExisting: 'true' }))).toMatchObject({ action: 'unchanged' });
    expect(await apis.settingOf(RestApiId)).toEqual(ours);
  });

  test('begins again where an earlier one has left its setting', async () => {
    await apis.setByHand(RestApiId, ours);
    expect(await send(create({ RestApiId }))).toMatchObject({ action: 'unchanged' });
    await apis.setByHand(RestApiId, { ...ours, format: 'earlier' });
    expect(await send(create({ RestApiId }))).toMatchObject({ action: 'set' });
    expect(await apis.settingOf(RestApiId)).toEqual(ours);
  });

  test('moves to another stage, and away from the first', async () => {
    await send(create({ RestApiId }));
    expect(await send(update({ RestApiId }, { RestApiId, StageName: OTHER }))).toMatchObject({ action: 'set', id: `${RestApiId}/${OTHER}` });
    expect(await apis.settingOf(RestApiId)).toEqual(ours); // until the stack's update is certain
    expect(await send(remove({ RestApiId }))).toMatchObject({ action: 'removed' });
    expect(await apis.settingOf(RestApiId)).toBeUndefined();
    expect(await apis.settingOf(RestApiId, OTHER)).toEqual(ours);
  });

  test('moves to another API, and back when that is rolled back', async () => {
    const other = await apis.make('prod');
    await send(create({ RestApiId }));
    expect(await send(update({ RestApiId }, { RestApiId: other, DestinationArn: NEXT }))).toMatchObject({ id: `${other}/prod` });
    expect(await apis.settingOf(other)).toEqual({ ...ours, destinationArn: NEXT });
    stack.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await send(update({ RestApiId: other, DestinationArn: NEXT }, { RestApiId }))).toMatchObject({ action: 'unchanged', id: `${RestApiId}/prod` });
    expect(await send(remove({ RestApiId: other, DestinationArn: NEXT }))).toMatchObject({ action: 'removed' });
    expect([await apis.settingOf(RestApiId), await apis.settingOf(other)]).toEqual([ours, undefined]);
  });

  test('stays when a move to another API fails and is rolled back', async () => {
    const other = await apis.make('prod');
    await apis.setByHand(other, theirs);
    await send(create({ RestApiId }));
    expect((await send(update({ RestApiId }, { RestApiId: other }))).message).toContain(`Stage prod of REST API ${other} has an access log destination already, ${THEIRS}`);
    stack.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await send(update({ RestApiId: other }, { RestApiId }, `${RestApiId}/prod`))).toMatchObject({ action: 'unchanged', id: `${RestApiId}/prod` });
    expect([await apis.settingOf(RestApiId), await apis.settingOf(other)]).toEqual([ours, theirs]);
  });

  test('goes back when an update is rolled back', async () => {
    await send(create({ RestApiId }));
    await send(update({ RestApiId }, { RestApiId, DestinationArn: NEXT, Format: 'changed' }));
    stack.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await send(update({ RestApiId, DestinationArn: NEXT, Format: 'changed' }, { RestApiId }))).toMatchObject({ action: 'set', id: `${RestApiId}/prod` });
    expect(await apis.settingOf(RestApiId)).toEqual(ours);
  });

  test('is taken away when the creation of the stack is rolled back', async () => {
    await send(create({ RestApiId }));
    stack.stackStatus = 'ROLLBACK_IN_PROGRESS';
    expect(await send(remove({ RestApiId }))).toMatchObject({ action: 'removed' });
    expect(await apis.settingOf(RestApiId)).toBeUndefined();
  });

  test('ends well where the stage or the API was deleted by hand', async () => {
    await send(create({ RestApiId }));
    await apis.deleteStage(RestApiId);
    expect((await send(update({ RestApiId }, { RestApiId, DestinationArn: NEXT }))).message).toMatch(/^There is no stage prod of REST API \w+ in region eu-west-1/);
    expect(await send(remove({ RestApiId }))).toMatchObject({ action: 'left', id: `${RestApiId}/prod` });
    await apis.deleteApi(RestApiId);
    expect(await send(remove({ RestApiId }))).toMatchObject({ action: 'left', id: `${RestApiId}/prod` });
  });

  test('fails to begin at an API that there is not', async () => {
    expect((await send(create({ RestApiId: 'nosuchapi' }))).message).toMatch(/^There is no stage prod of REST API nosuchapi in region eu-west-1 \(.+\); give the id of a REST API of this account and region, for HTTP APIs cannot log to Firehose/);
  });

  test('comes back by an update where it was taken away by hand', async () => {
    await send(create({ RestApiId }));
    await apis.setByHand(RestApiId);
    expect(await send(update({ RestApiId }, { RestApiId, Format: 'changed' }))).toMatchObject({ action: 'set' });
    expect(await apis.settingOf(RestApiId)).toEqual({ ...ours, format: 'changed' });
  });

  test('leaves alone what somebody has set by hand since: an update fails, and a deletion does nothing', async () => {
    await send(create({ RestApiId }));
    await apis.setByHand(RestApiId, theirs);
    expect((await send(update({ RestApiId }, { RestApiId, DestinationArn: NEXT }))).message).toContain(`has an access log destination already, ${THEIRS}`);
    stack.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await send(update({ RestApiId, DestinationArn: NEXT }, { RestApiId }))).toMatchObject({ action: 'left', id: `${RestApiId}/prod` });
    expect(await send(remove({ RestApiId }))).toMatchObject({ action: 'left' });
    expect(await apis.settingOf(RestApiId)).toEqual(theirs);
  });

  test.each([
    ['a creation', () => create({ RestApiId, ReplaceExisting: 'true' })],
    ['an update', () => update({ RestApiId }, { RestApiId, ReplaceExisting: 'true' })],
    ['a move', () => update({ RestApiId, StageName: OTHER }, { RestApiId, ReplaceExisting: 'true' })],
  ])('replaces by %s what somebody has set, if that is asked for, and reports it once', async (_name, event) => {
    await apis.setByHand(RestApiId, theirs);
    expect(await send(event())).toMatchObject({ action: 'set', result: { Data: { ReplacedDestinationArn: THEIRS, ReplacedFormat: theirs.format } } });
    expect(await apis.settingOf(RestApiId)).toEqual(ours);
    const later = update({ RestApiId, ReplaceExisting: 'true' }, { RestApiId, ReplaceExisting: 'true', Format: 'changed' });
    expect(await send(later)).toMatchObject({ action: 'set', result: { Data: { ReplacedDestinationArn: '-', ReplacedFormat: '-' } } });
  });
});
