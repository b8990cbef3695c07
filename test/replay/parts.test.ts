import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conversionFailed, endpointFailed, lineOf, processingFailed } from './error-objects';
import { markedReplay } from '../../src/record/replay-mark';
import { readErrorLine } from '../../src/replay/error-line';
import { ErrorPlace } from '../../src/replay/error-place';
import { checkFolder } from '../../src/replay/folder';
import { linesIn, UnreadableObject } from '../../src/replay/lines';
import { Pace } from '../../src/replay/pacing';
import { readRequest } from '../../src/replay/request';
import { Streams } from '../../src/replay/streams';

describe('an event', () => {
  const requestOf = (event: unknown) => readRequest(event, 'errors/');

  test('is empty for all there is, or names a folder below the error prefix, or asks for figures alone', () => {
    expect([undefined, null, {}, { dryRun: true }, { folder: 'logs/processing-failed/2026/01/31/' }, { folder: 'set-aside/', dryRun: false }].map(requestOf)).toEqual([
      ...Array(3).fill({ dryRun: false, folder: '' }),
      { dryRun: true, folder: '' },
      { dryRun: false, folder: 'logs/processing-failed/2026/01/31/' },
      { dryRun: false, folder: 'set-aside/' },
    ]);
  });

  test.each<[unknown, string]>([
    [{ folders: 'logs/' }, 'The event has a field \'folders\', which the replay does not know; it knows dryRun, folder, bytesPerSecond'],
    [['logs/'], 'The event is ["logs/"]; give {}, { "dryRun": true } or { "folder": "logs/processing-failed/" }'],
    ['logs/', 'The event is "logs/"; give'],
    [{ dryRun: 'true' }, 'The event\'s dryRun is "true"; give true or false'],
    [{ bytesPerSecond: 1_023 }, 'The event\'s bytesPerSecond is 1023; give a whole number from 1024'],
    [{ bytesPerSecond: '2048' }, 'The event\'s bytesPerSecond is "2048"; give a whole number'],
    [{ folder: 7 }, 'The event\'s folder is 7; give a text'],
    [{ folder: 'errors/logs/' }, 'The event\'s folder is \'errors/logs/\', and it is meant below \'errors/\'; give \'logs/\''],
    [{ folder: '/logs/' }, 'The event\'s folder is \'/logs/\', which is outside \'errors/\''],
    [{ folder: 'logs/../../directory/' }, 'The event\'s folder is \'logs/../../directory/\', which is outside \'errors/\''],
    [{ folder: 'logs/processing-failed/2026/01/3' }, 'which other folders may begin with as well; give \'logs/processing-failed/2026/01/3/\''],
  ])('fails for %j', (event, sentence) => {
    expect(() => requestOf(event)).toThrow(sentence);
  });
});

describe('a folder', () => {
  const check = async (folder: string, { keys = [] as string[], forwarders = ['moesif', 'archive'] } = {}) => {
    const first = async (prefix: string) => keys.find((key) => key.startsWith(prefix));
    return checkFolder(folder, 'errors/', new Streams('main', Object.fromEntries(forwarders.map((name) => [name, `${name}-stream`]))), { first });
  };

  test('may be empty where something can come to it', async () => {
    const folders = ['', 'logs/', 'logs/processing-failed/2026/01/31/', 'forwarders/', 'forwarders/moesif/', 'forwarders/archive/handover-failed/'];
    for (const folder of folders) {
      await check(folder);
      await check(`set-aside/${folder}`);
    }
  });

  test.each([
    ['log/', 'give one that begins with \'logs/\' or \'forwarders/\' or \'set-aside/\''],
    ['processing-failed/', 'give one that begins with \'logs/\' or'],
    ['set-aside/log/', 'give one that begins with \'set-aside/logs/\' or \'set-aside/forwarders/\''],
    ['set-aside/set-aside/', 'give one that begins with \'set-aside/logs/\''],
    ['forwarders/typo/', 'give one that begins with \'forwarders/moesif/\' or \'forwarders/archive/\''],
    ['forwarders/constructor/', 'give one that begins with \'forwarders/moesif/\''],
    ['set-aside/forwarders/typo/', 'give one that begins with \'set-aside/forwarders/moesif/\' or \'set-aside/forwarders/archive/\''],
  ])('fails for %s, unless something lies in it', async (folder, mend) => {
    await expect(check(folder, { keys: ['errors/logs/a', 'errors/set-aside/logs/a'] })).rejects.toThrow(`The event's folder is '${folder}', in which nothing lies; ${mend}`);
    await check(folder, { keys: [`errors/${folder}handover-failed/a`] });
  });

  test('fails for a forwarder where there are none', async () => {
    await expect(check('forwarders/moesif/', { forwarders: [] })).rejects.toThrow('in which nothing lies; there are no forwarders');
  });
});

describe('the place of an object', () => {
  const place = (key: string) => new ErrorPlace('my/errors/', `my/errors/${key}`);

  test('says whose records it holds, and of what kind', () => {
    expect(place('logs/processing-failed/2026/01/31/main-1')).toMatchObject({ forwarder: undefined, kind: 'logs/processing-failed/', isSetAside: false });
    expect(place('forwarders/moesif/http-endpoint-failed/2026/01/31/x')).toMatchObject({ forwarder: 'moesif', kind: 'forwarders/moesif/http-endpoint-failed/' });
    expect(place('set-aside/forwarders/moesif/handover-failed/2026/01/31/x~1-20')).toMatchObject({ forwarder: 'moesif', isSetAside: true });
    expect(place('by-hand.json')).toMatchObject({ forwarder: undefined, kind: '' });
  });

  test('is the same below replayed/', () => {
    expect(place('logs/processing-failed/2026/01/31/main-1').replayedKey).toBe('replayed/logs/processing-failed/2026/01/31/main-1');
    expect(place('set-aside/logs/main-1~1-20').replayedKey).toBe('replayed/set-aside/logs/main-1~1-20');
  });

  test('has its own place below set-aside/ for each part of its lines, which is never its own', () => {
    expect([0, 7].map((line) => place('logs/x/main-1').setAsideKey(line))).toEqual(['my/errors/set-aside/logs/x/main-1', 'my/errors/set-aside/logs/x/main-1~0-7']);
    expect([0, 7].map((line) => place('set-aside/logs/x/main-1').setAsideKey(line))).toEqual(['my/errors/set-aside/logs/x/main-1~1-0', 'my/errors/set-aside/logs/x/main-1~1-7']);
    expect(place('set-aside/logs/x/main-1~0-7').setAsideKey(2)).toBe('my/errors/set-aside/logs/x/main-1~1-9');
    fc.assert(fc.property(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), (generation, first, line, other) => {
      const below = `set-aside/logs/main-1~${generation}-${first}`;
      expect(place(below).setAsideKey(line)).not.toBe(`my/errors/${below}`);
      expect(place(below).setAsideKey(line) === place(`set-aside/logs/main-1~${generation}-${other}`).setAsideKey(line)).toBe(first === other);
    }));
  });
});

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += length) {
    yield bytes.subarray(start, start + length);
  }
}

async function read(bytes: Buffer, length = bytes.length || 1): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesIn(inPieces(bytes, length))) {
    lines.push(line.toString());
  }
  return lines;
}

describe('the lines of an object', () => {
  test('are the same in whatever pieces it comes, compressed or not', async () => {
    const anyLines = fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', '')));
    await fc.assert(fc.asyncProperty(anyLines, fc.integer({ min: 1, max: 50 }), async (lines, length) => {
      const text = lines.map((line) => `{${line}}\n`).join('');
      const expected = lines.map((line) => Buffer.from(`{${line}}`).toString());
      expect(await read(Buffer.from(text), length)).toEqual(expected);
      // the first two bytes tell, and S3 never sends one alone
      expect(await read(gzipSync(text), length + 1)).toEqual(expected);
    }), { numRuns: 50 });
  });

  test('are none in an empty object, and the last one needs no line feed', async () => {
    expect(await read(Buffer.alloc(0))).toEqual([]);
    expect(await read(gzipSync(''))).toEqual([]);
    expect(await read(Buffer.from('a\nb'))).toEqual(['a', 'b']);
  });

  test('fails for broken GZIP, and for a line that no error object has', async () => {
    const whole = gzipSync(processingFailed(lineOf(1)));
    await expect(read(whole.subarray(0, 60))).rejects.toThrow(UnreadableObject);
    whole.fill(0, 20, 60);
    await expect(read(whole)).rejects.toThrow(/^its GZIP is broken: /);
    await expect(read(Buffer.alloc(5_000_000, 'x'), 100_000)).rejects.toThrow('a line has more than 4194304 bytes');
  });

  test('end with the error of what is read', async () => {
    const broken = async function* () {
      yield gzipSync('a\n').subarray(0, 15);
      throw new Error('connection lost');
    };
    await expect(async () => { for await (const _ of linesIn(broken())); }).rejects.toThrow('connection lost');
  });
});

describe('a line of an error object', () => {
  const readLine = (text: string, { isSetAside = false } = {}) => readErrorLine(Buffer.from(text.trimEnd()), { maxReplays: 3, isSetAside });
  const record = lineOf(1);

  test.each([
    ['a failed transformation', processingFailed(record), 'Lambda.FunctionError'],
    ['one by an older spelling', processingFailed(record, 'Lambda.FunctionError', 'lambdaARN'), 'Lambda.FunctionError'],
    ['a failed conversion', conversionFailed(record), 'DataFormatConversion.InvalidSchema'],
    ['one in the other spelling', conversionFailed(record, 'plain'), 'DataFormatConversion.InvalidSchema'],
    ['a receiver whose answer has quotes, and a rawData of its own', endpointFailed(record), 'HttpEndpoint.DestinationException'],
    ['a receiver that answers without quotes', endpointFailed(record, 'no space'), 'HttpEndpoint.DestinationException'],
  ])('holds the record of %s', (_, text, errorCode) => {
    expect(readLine(text)).toMatchObject({ data: Buffer.from(record), errorCode });
  });

  test('holds bytes as they are', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x1f, 0x8b, 0x0a]);
    expect(readLine(processingFailed(bytes))?.data).toEqual(bytes);
  });

  test('is nothing where it is blank', () => {
    expect(['', ' ', '\r'].map((text) => readLine(text))).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['{"errorCode":"X"}', 'the line holds no rawData'],
    ['{"errorCode":"X","rawData":""}', 'its rawData is empty'],
    ['{"errorCode":"X","rawData":7}', 'the line holds no rawData'],
    ['{"errorCode":"X","rawData":"{\\"a\\":1}"}', 'its rawData is no base64'],
    ['[1]', 'the line is no JSON object, and holds no rawData'],
    ['"errorCode":"X"}', 'the line is no JSON object, and holds no rawData'],
    [processingFailed(Buffer.alloc(1_024_001, 'x')), 'it has 1024001 bytes, and Firehose takes 1024000'],
  ])('is set aside: %#', (text, reason) => {
    const line = readLine(text)!;
    expect(line).toMatchObject({ reason });
    expect(line.data).toBeUndefined();
    // nothing of it gets lost
    expect(line.kept).toEqual(text.startsWith('{') ? JSON.parse(text) : { unreadableLine: Buffer.from(text).toString('base64') });
  });

  test('is set aside where its record was put back often enough, and taken again from there', () => {
    const twice = markedReplay(markedReplay(Buffer.from(record)));
    expect(readLine(processingFailed(twice))).toMatchObject({ data: twice });
    const thrice = processingFailed(markedReplay(twice));
    expect(readLine(thrice)).toMatchObject({ reason: 'it was put back 3 times, and failed again: Lambda.FunctionError' });
    expect(readLine(thrice)?.data).toBeUndefined();
    expect(readLine(thrice, { isSetAside: true })).toMatchObject({ data: Buffer.from(record) });
  });

  test('never fails, whatever it holds', () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array().map((bytes) => Buffer.from(bytes)), fc.json().map((text) => Buffer.from(text))), (bytes) => {
      const line = readErrorLine(bytes, { maxReplays: 3, isSetAside: false });
      expect(line === undefined || (line.data === undefined) === (line.reason !== undefined)).toBe(true);
    }));
  });
});

describe('the pace', () => {
  test('lets a second\'s worth go at once, and has the next wait until that is over', () => {
    const pace = new Pace(1_000);
    expect(pace.reserve(500, 0)).toBe(0);
    expect(pace.reserve(1_000, 100)).toBe(400);
    expect(pace.reserve(10, 100)).toBe(1_400);
    expect(pace.reserve(10, 60_000)).toBe(0);
    expect(pace.atOnce).toBe(1_000);
  });
});
