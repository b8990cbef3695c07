import { describe, expect, test } from 'vitest';
import { create, FORMAT, OURS, remove, THEIRS } from './events';
import { HostedFunction } from './hosted-function';
import {
  announced, conflict, cut, cutAfterwards, denied, garbage, halfAnAnswer, hanging, type Instead, LoopbackStage, refuse, throttled,
} from './loopback-stage';
import { lineOf, play, times } from './scenario';

const WANTED = { destinationArn: OURS, format: FORMAT };

/** Each request goes by its method alone, for there is only one stage. */
function methods(stage: LoopbackStage): string {
  return stage.received.map((request) => request.split(' ')[0]).join(' ');
}

/** Does what the request asks for, and answers nothing. */
const doneButHanging: Instead = (response, proceed) => {
  response.end = () => response;
  proceed();
};

describe.concurrent('while API Gateway is busy', () => {
  test('sets the access log after twenty throttled looks at the stage in a row, slowly enough not to add to the throttling', async () => {
    const { answer, stage } = await play(create(), ({ instead }) => instead.GET.push(...times(20, throttled)));
    expect(stage.setting).toEqual(WANTED);
    expect(answer.seconds).toBeGreaterThan(42);
    expect(answer.seconds).toBeLessThan(95);
  });

  test('sets the access log after twenty throttled changes in a row, in the time of the function', async () => {
    const { answer, stage } = await play(create(), ({ instead }) => instead.PATCH.push(...times(20, throttled)));
    expect(stage.setting).toEqual(WANTED);
    expect(answer.seconds).toBeLessThan(250);
  });

  test.each([
    ['a conflict', conflict],
    ['a conflict in other words', refuse(409, 'ConflictException', 'Try again later')],
    ['a conflict that is said to be a bad request', refuse(400, 'BadRequestException', 'Unable to complete operation due to concurrent modification. Please try again later.')],
  ])('sets the access log after %s, and looks at the stage before it tries again', async (_name, busy) => {
    const { stage } = await play(create(), ({ instead }) => instead.PATCH.push(...times(3, busy)));
    expect(stage.setting).toEqual(WANTED);
    expect(methods(stage)).toBe('GET PATCH GET PATCH GET PATCH GET PATCH');
  });

  test('fails before the function ends, and says what it was doing and what the last error was', async () => {
    const { answer, stage } = await play(create(), ({ forever }) => { forever.GET = throttled; }, 60_000);
    expect(answer.failure!.errorMessage).toBe('The access log of stage prod of REST API a1b2c3 could not be set in time: after 50 seconds the function was still '
      + 'reading the stage (apigateway:GET), and the last error was TooManyRequestsException: Too Many Requests; try again when less is changed at the same time');
    expect(answer.seconds).toBeLessThan(60);
    expect(lineOf(answer)).toMatchObject({ level: 'ERROR', action: 'failed', reason: answer.failure!.errorMessage });
    expect(stage.patches).toEqual([]);
  });

  test('fails at once for what will not pass, with API Gateway\'s own words', async () => {
    const invalid = refuse(400, 'BadRequestException', 'Access Log format must be single line');
    const { answer, stage } = await play(create(), ({ forever }) => { forever.PATCH = invalid; });
    expect(answer.failure!.errorMessage).toBe('The access log of stage prod of REST API a1b2c3 could not be set, since changing the stage (apigateway:PATCH) '
      + 'failed with BadRequestException: Access Log format must be single line; mend what it names and try again');
    expect(methods(stage)).toBe('GET PATCH GET'); // the last one to be sure that it was not done
  });
});

test('does not go on with a request after it has failed', async () => {
  const stage = await LoopbackStage.start();
  const hosted = new HostedFunction(stage.endpoints, 30_000);
  stage.forever.GET = throttled;
  expect((await hosted.invoke(create())).failure!.errorMessage).toContain('in time');
  const { length } = stage.received;
  await new Promise((done) => { setTimeout(done, 300); });
  expect(stage.received).toHaveLength(length);
  await hosted.stop();
  await stage.stop();
});

describe.concurrent('while a policy has no effect yet', () => {
  test('waits for up to a minute to read the stage, and as long to change it', async () => {
    const { answer, stage } = await play(create(), ({ instead }) => {
      instead.GET.push(refuse(403, 'ForbiddenException', 'Forbidden'), ...times(7, denied));
      instead.PATCH.push(...times(5, denied));
    });
    expect(stage.setting).toEqual(WANTED);
    expect(answer.seconds).toBeGreaterThan(62);
  });

  test.each([['GET', 'reading the stage'], ['PATCH', 'changing the stage']] as const)('fails for a %s that is denied for longer, with AWS\'s own words', async (method, doing) => {
    const { answer, stage } = await play(create(), ({ forever }) => { forever[method] = denied; });
    expect(answer.failure!.errorMessage).toBe(`The access log of stage prod of REST API a1b2c3 could not be set, since ${doing} (apigateway:${method}) was denied for a minute `
      + 'with AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/r/f is not authorized to perform: apigateway:X; '
      + 'see that no service control policy, permissions boundary or VPC endpoint denies it to the role of the function, and try again');
    expect(answer.seconds).toBeGreaterThan(59);
    expect(answer.seconds).toBeLessThan(100);
    expect(stage.setting).toBeUndefined();
  });
});

describe.concurrent('when an answer is lost', () => {
  const losses: [string, Instead][] = [
    ['a cut connection', cut],
    ['an answer that does not come', hanging],
    ['an answer that is announced for ever', announced],
    ['half an answer', halfAnAnswer],
    ['an answer that is no JSON', garbage],
    ['an internal error', refuse(500, 'InternalFailure', 'Internal error')],
    ['an unavailable service', refuse(503, 'ServiceUnavailableException', 'Service unavailable')],
  ];

  test.each(losses)('reads the stage again after %s', async (_name, loss) => {
    const { stage } = await play(create(), ({ instead }) => instead.GET.push(loss));
    expect(stage.setting).toEqual(WANTED);
    expect(stage.patches).toHaveLength(1);
  });

  test.each(losses)('looks at the stage and changes it again after %s', async (_name, loss) => {
    const { stage } = await play(create(), ({ instead }) => instead.PATCH.push(loss));
    expect(stage.setting).toEqual(WANTED);
    expect(methods(stage)).toMatch(/^(GET )+PATCH (GET )+PATCH$/);
  });

  test.each([['cut', cutAfterwards], ['kept waiting', doneButHanging]])('takes a change as done that was made before the connection was %s, and says what it replaced', async (_name, loss) => {
    const { answer, action, stage } = await play(create({ ReplaceExisting: 'true' }), (prepared) => {
      prepared.setting = { destinationArn: THEIRS, format: 'theirs' };
      prepared.instead.PATCH.push(loss);
    });
    expect(stage.patches).toHaveLength(1);
    expect(action).toBe('set');
    expect(answer.result!.Data).toEqual({ ReplacedDestinationArn: THEIRS, ReplacedFormat: 'theirs' });
  });

  test('fails instead of overwriting what somebody set before it could try again', async () => {
    const { answer, stage } = await play(create(), (prepared) => {
      prepared.instead.PATCH.push((response, proceed) => {
        prepared.setting = { destinationArn: THEIRS, format: 'theirs' };
        cut(response, proceed);
      });
    });
    expect(answer.failure!.errorMessage).toContain(`has an access log destination already, ${THEIRS}`);
    expect(stage.setting).toEqual({ destinationArn: THEIRS, format: 'theirs' });
  });

  test('fails without a word of the answer where only nonsense comes, since a stage holds secrets', async () => {
    const { answer } = await play(create(), ({ forever }) => { forever.GET = garbage; }, 20_000);
    expect(answer.failure!.errorMessage).toContain('the last error was an answer that is no JSON;');
  });

  test('takes it as taken away if that was done before the connection was cut', async () => {
    const { action, stage } = await play(remove(), (prepared) => {
      prepared.setting = WANTED;
      prepared.instead.PATCH.push(cutAfterwards);
    });
    expect([stage.setting, stage.patches.length, action]).toEqual([undefined, 1, 'removed']);
  });
});

describe.concurrent('when the time is up during a change', () => {
  const SHORT = 15_000;

  test('takes it as done if the stage is as it shall be', async () => {
    const { answer, action } = await play(create(), ({ instead }) => instead.PATCH.push(doneButHanging), SHORT);
    expect(answer.seconds).toBeGreaterThan(4.9); // the time for the work is over
    expect(action).toBe('set');
  });

  test('fails if the stage is as it was', async () => {
    const { answer } = await play(create(), ({ instead }) => instead.PATCH.push(hanging), SHORT);
    expect(answer.failure!.errorMessage).toBe('The access log of stage prod of REST API a1b2c3 could not be set in time: after 5 seconds the function was still '
      + 'changing the stage (apigateway:PATCH), and the last error was none, for no answer had come; try again when less is changed at the same time');
  });

  test('fails if the stage does not tell, and says that it is not known', async () => {
    const { answer } = await play(create(), (stage) => stage.instead.PATCH.push(() => { stage.forever.GET = hanging; }), SHORT);
    expect(answer.failure!.errorMessage).toContain('in time: after 5 seconds');
    expect(answer.failure!.errorMessage).toContain('; whether it was done all the same is not known (Error: no answer had come), so look at the stage');
    expect(answer.seconds).toBeLessThan(15);
  });
});
