import { describe, expect, test } from 'vitest';
import { create, FORMAT, NEXT, OURS, remove, THEIRS, update } from './events';
import { type AccessLog, attributesOf, LifeCycle, NotPossible, type SettingRequest, type Stage, targetOf } from '../../../../src/stage/imported/life-cycle';

const ours: AccessLog = { destinationArn: OURS, format: FORMAT };
const next: AccessLog = { destinationArn: NEXT, format: FORMAT };
const theirs: AccessLog = { destinationArn: THEIRS, format: 'theirs' };

/** A stage in memory; what it does next may fail after it was done. */
class MemoryStage implements Stage {
  public changes = 0;
  public failing = false;

  constructor(public log?: AccessLog) {}

  public async read() {
    return this.log;
  }

  public async put(log: AccessLog) {
    this.change(log);
  }

  public async remove() {
    this.change(undefined);
  }

  private change(log?: AccessLog) {
    this.changes++;
    this.log = log;
    if (this.failing) {
      throw new Error('cut');
    }
  }
}

async function after(request: SettingRequest, log?: AccessLog) {
  const stage = new MemoryStage(log);
  const announced: AccessLog[] = [];
  const outcome = await new LifeCycle(request, (replaced) => announced.push(replaced)).attempt(stage);
  return { ...outcome, log: stage.log, changes: stage.changes, announced };
}

const FAILS = /has an access log destination already/;

describe('a stage', () => {
  test.each<[string, SettingRequest, AccessLog | undefined, AccessLog]>([
    ['without an access log is set', create(), undefined, ours],
    ['with our destination and another format is set', create(), { ...ours, format: 'earlier' }, ours],
    ['with our destination and no format is set', create(), { destinationArn: OURS }, ours],
    ['that is moved to and has no access log is set', update({ StageName: 'beta' }, {}), undefined, ours],
    ['with the stream before the update is set', update({ DestinationArn: NEXT }, {}), next, ours],
    ['with the stream before the update and another format is set', update({ DestinationArn: NEXT }, {}), { ...next, format: 'earlier' }, ours],
    ['of which the access log was taken away by hand is set by an update', update({ DestinationArn: NEXT }, {}), undefined, ours],
  ])('%s', async (_name, request, log, expected) => {
    expect(await after(request, log)).toMatchObject({ action: 'set', log: expected, changes: 1, announced: [], replaced: undefined });
  });

  test.each<[string, SettingRequest]>([
    ['creation', create()],
    ['update', update({ DestinationArn: NEXT }, {})],
    ['roll-back of an update that did nothing', update({ DestinationArn: NEXT }, {}, 'a1b2c3/prod')],
    ['roll-back of a move that failed', update({ StageName: 'beta' }, {}, 'a1b2c3/prod')],
    ['roll-back of a move that was done', update({ StageName: 'beta' }, {}, 'a1b2c3/beta')],
  ])('that is as it shall be is not changed by a %s', async (_name, request) => {
    expect(await after(request, ours)).toMatchObject({ action: 'unchanged', changes: 0 });
  });

  test('with our destination is freed by a deletion', async () => {
    expect(await after(remove(), ours)).toMatchObject({ action: 'removed', log: undefined, changes: 1 });
    expect(await after(remove(), { ...ours, format: 'changed by hand' })).toMatchObject({ action: 'removed', log: undefined });
  });

  test.each([['no access log', undefined], ['another destination', theirs], ['the stream of another deployment', next]])('with %s is left alone by a deletion', async (_name, log) => {
    expect(await after(remove(), log)).toMatchObject({ action: 'left', log, changes: 0 });
  });

  test('that has gone is left alone by a deletion', async () => {
    const gone = new MemoryStage();
    gone.read = async () => { throw new NotPossible('gone'); };
    expect(await new LifeCycle(remove(), () => {}).attempt(gone)).toEqual({ action: 'left', reason: 'gone' });
    await expect(new LifeCycle(create(), () => {}).attempt(gone)).rejects.toThrow('gone');
  });
});

describe('a stream that somebody else may log to as well', () => {
  const shared = { DestinationIsShared: 'true' };
  const foreign = { ...ours, format: 'their own' };

  test.each<[string, SettingRequest]>([
    ['a creation', create(shared)],
    ['an update', update({ ...shared, Format: 'earlier' }, shared)],
  ])('fails for a setting in another format, by %s', async (_name, request) => {
    await expect(after(request, foreign)).rejects.toThrow(FAILS);
  });

  test('has that setting replaced if told to, and reported', async () => {
    expect(await after(create({ ...shared, ReplaceExisting: 'true' }), foreign)).toMatchObject({ action: 'set', log: ours, announced: [foreign], replaced: foreign });
  });

  test('keeps a setting in another format when ours is deleted', async () => {
    expect(await after(remove(shared), foreign)).toMatchObject({ action: 'left', log: foreign, changes: 0 });
  });

  test('loses ours, also one whose line end API Gateway has cut off', async () => {
    expect(await after(remove(shared), ours)).toMatchObject({ action: 'removed', log: undefined });
    expect(await after(remove(shared), { ...ours, format: FORMAT.trim() })).toMatchObject({ action: 'removed', log: undefined });
  });

  test('is updated from the format before', async () => {
    expect(await after(update({ ...shared, Format: 'earlier' }, shared), { ...ours, format: 'earlier' })).toMatchObject({ action: 'set', log: ours });
  });
});

describe('a destination of somebody else', () => {
  test.each<[string, SettingRequest, AccessLog]>([
    ['a creation', create(), theirs],
    ['a creation, even one without a format', create(), { destinationArn: THEIRS }],
    ['an update', update({ DestinationArn: NEXT }, {}), theirs],
    ['a move', update({ StageName: 'beta' }, {}), theirs],
    // the stream before the update was that of the other stage, so here it is somebody else's
    ['a move from another stream', update({ StageName: 'beta', DestinationArn: NEXT }, {}), next],
    ['the roll-back of a move from another stream', update({ StageName: 'beta', DestinationArn: NEXT }, {}, 'a1b2c3/prod'), next],
    ['anything but a plain true', create({ ReplaceExisting: 'yes' }), theirs],
  ])('fails %s', async (_name, request, log) => {
    const stage = new MemoryStage(log);
    await expect(new LifeCycle(request, () => {}).attempt(stage)).rejects.toThrow(FAILS);
    expect([stage.log, stage.changes]).toEqual([log, 0]);
  });

  test('is announced before it is replaced, and reported', async () => {
    const stage = new MemoryStage(theirs);
    const seen: unknown[] = [];
    const lifeCycle = new LifeCycle(create({ ReplaceExisting: 'true' }), (replaced) => seen.push(replaced, stage.changes));
    expect(await lifeCycle.attempt(stage)).toEqual({ action: 'set', replaced: theirs });
    expect(seen).toEqual([theirs, 0]);
  });
});

describe('another attempt', () => {
  test('takes what the first one did as its own, and still knows what was replaced', async () => {
    const stage = new MemoryStage(theirs);
    stage.failing = true;
    const announced: AccessLog[] = [];
    const lifeCycle = new LifeCycle(create({ ReplaceExisting: 'true' }), (replaced) => announced.push(replaced));
    await expect(lifeCycle.attempt(stage)).rejects.toThrow('cut');
    expect(await lifeCycle.isDone(stage)).toBe(true);
    expect(await lifeCycle.attempt(stage)).toEqual({ action: 'set', replaced: theirs });
    expect([stage.changes, announced]).toEqual([1, [theirs]]);
  });

  test('announces once what it has to replace again, and anything else anew', async () => {
    const announced: AccessLog[] = [];
    const lifeCycle = new LifeCycle(create({ ReplaceExisting: 'true' }), (replaced) => announced.push(replaced));
    await lifeCycle.attempt(new MemoryStage(theirs));
    await lifeCycle.attempt(new MemoryStage({ ...theirs }));
    expect(await lifeCycle.attempt(new MemoryStage(next))).toMatchObject({ replaced: next });
    expect(announced).toEqual([theirs, next]);
  });

  test('fails for what somebody set after the first', async () => {
    const stage = new MemoryStage();
    stage.failing = true;
    const lifeCycle = new LifeCycle(create(), () => {});
    await expect(lifeCycle.attempt(stage)).rejects.toThrow('cut');
    stage.log = theirs;
    expect(await lifeCycle.isDone(stage)).toBe(false);
    await expect(lifeCycle.attempt(stage)).rejects.toThrow(FAILS);
  });

  test('of a deletion takes what the first one did as its own', async () => {
    const stage = new MemoryStage(ours);
    stage.failing = true;
    const lifeCycle = new LifeCycle(remove(), () => {});
    await expect(lifeCycle.attempt(stage)).rejects.toThrow('cut');
    expect(await lifeCycle.isDone(stage)).toBe(true);
    expect(await lifeCycle.attempt(stage)).toEqual({ action: 'removed' });
  });
});

describe('the stage of a request', () => {
  test('is that of its properties', () => {
    expect(targetOf(create())).toEqual({ restApiId: 'a1b2c3', stageName: 'prod' });
    expect(targetOf(update({}, { StageName: 'beta' }))).toEqual({ restApiId: 'a1b2c3', stageName: 'beta' });
  });

  test('is that of the physical id if it is deleted', () => {
    expect(targetOf(remove({}, 'other/beta'))).toEqual({ restApiId: 'other', stageName: 'beta' });
    expect(targetOf(remove({}, 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED'))).toBeUndefined();
  });
});

describe('what is reported', () => {
  test('is a dash for what there was not', () => {
    expect(attributesOf(undefined)).toEqual({ ReplacedDestinationArn: '-', ReplacedFormat: '-' });
    expect(attributesOf({ destinationArn: THEIRS })).toEqual({ ReplacedDestinationArn: THEIRS, ReplacedFormat: '-' });
    expect(attributesOf({ destinationArn: THEIRS, format: '' })).toEqual({ ReplacedDestinationArn: THEIRS, ReplacedFormat: '-' });
  });

  test.each([['as it is', 'x'], ['when escaped', '"'], ['in bytes', 'é']])('is no longer than CloudFormation takes %s', (_name, character) => {
    for (let length = 0; length <= 3_000; length += 100) {
      const format = character.repeat(length);
      const attributes = attributesOf({ destinationArn: THEIRS, format }, 'the-log');
      const bytes = Buffer.byteLength(JSON.stringify({ ReplacedDestinationArn: THEIRS, ReplacedFormat: format || '-' }));
      expect(attributes.ReplacedFormat).toBe(bytes > 2_500 ? 'The format is too long for CloudFormation; it is in the log of the function, the-log' : format || '-');
    }
  });
});
