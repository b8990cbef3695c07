import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entry } from './directory';
import { startS3 } from '../../preview/servers/s3';
import { DirectorySource } from '../../src/enrichment/directory-source';
import { API_KEYS_OBJECT } from '../../src/record/layout';

/** The directory in S3, over the wire. */
describe('the directory that the enrichment reads', () => {
  let folder: string;
  let stop: () => void | Promise<void>;
  let source: DirectorySource;

  const write = (text: string) => {
    const file = join(folder, API_KEYS_OBJECT);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const customer = async (second: number) => (await source.get(second * 1000))?.find('key-acme')[0]?.customer;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bucket-'));
    const server = await startS3({ bucket: folder });
    stop = () => server.close();
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    const s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 1 });
    source = new DirectorySource(s3, 'bucket', API_KEYS_OBJECT);
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  test('is read again after a minute, and only if it has changed', async () => {
    write(JSON.stringify(entry()));
    expect(await customer(0)).toBe('Acme');
    write(JSON.stringify(entry({ customer: 'Acme Inc.' })));
    expect(await customer(59)).toBe('Acme');
    expect(await customer(60)).toBe('Acme Inc.');
    expect(source.lastRefresh).toEqual({ outcome: 'changed' });
    expect(await customer(120)).toBe('Acme Inc.');
    expect(source.lastRefresh).toEqual({ outcome: 'unchanged' });
  });

  test('is read at once where the clock was ahead and is put right', async () => {
    write(JSON.stringify(entry()));
    expect(await customer(86_400)).toBe('Acme');
    write(JSON.stringify(entry({ customer: 'Acme Inc.' })));
    expect(await customer(0)).toBe('Acme Inc.');
  });

  test('is asked for every five seconds while there is none', async () => {
    expect(await customer(0)).toBeUndefined();
    expect(source.lastRefresh).toEqual({ outcome: 'failed', error: 'NoSuchKey' });
    write(JSON.stringify(entry()));
    expect(await customer(4)).toBeUndefined();
    expect(await customer(5)).toBe('Acme');
  });

  test('stays as it was when it is half written, gone, or S3 does not answer', async () => {
    write(JSON.stringify(entry()));
    expect(await customer(0)).toBe('Acme');
    write(JSON.stringify(entry({ customer: 'broken' })).slice(0, -20));
    expect(await customer(60)).toBe('Acme');
    expect(source.lastRefresh).toEqual({ outcome: 'failed', error: 'SyntaxError' });
    expect(await customer(90)).toBe('Acme');
    expect(await customer(120)).toBe('Acme');
    expect(source.lastRefresh).toEqual({ outcome: 'failed', error: 'SyntaxError' }); // and not taken for read
    rmSync(join(folder, API_KEYS_OBJECT));
    expect(await customer(180)).toBe('Acme');
    await stop();
    expect(await customer(240)).toBe('Acme');
    expect(source.lastRefresh?.outcome).toBe('failed');
  });

  test('tells its age: since it was read, and since it changed', async () => {
    const file = join(folder, API_KEYS_OBJECT);
    const age = (second: number) => source.age(second * 1000);
    expect(age(0)).toEqual({});
    write(JSON.stringify(entry()));
    utimesSync(file, 40, 40);
    await customer(100);
    expect(age(130)).toEqual({ readSecondsAgo: 30, changedSecondsAgo: 90 });
    await customer(160);
    expect(source.lastRefresh).toEqual({ outcome: 'unchanged' });
    expect(age(160)).toEqual({ readSecondsAgo: 0, changedSecondsAgo: 120 });
    await stop();
    await customer(220);
    expect(source.lastRefresh?.outcome).toBe('failed');
    expect(age(220)).toEqual({ readSecondsAgo: 60, changedSecondsAgo: 180 });
  });

  test('can be empty', async () => {
    write('');
    expect((await source.get(0))?.size).toBe(0);
  });
});
