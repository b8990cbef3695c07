import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { clientFamily } from '../../src/enrichment/client-family';

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

describe('the kind of client', () => {
  test.each([
    [CHROME, 'Chrome'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1', 'Safari'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'bot'],
    ['curl/8.9.1', 'curl'],
    ['okhttp/4.12.0', 'okhttp'],
    ['python-requests/2.32.3', 'python-requests'],
    ['PostmanRuntime/7.39.0', 'PostmanRuntime'],
    ['aws-sdk-js/3.1169.0 ua/2.1 os/linux lang/js', 'aws-sdk-js'],
    ['Go-http-client/2.0', 'Go-http-client'],
    ['axios', 'axios'],
    ['x","status":"200', 'other'],
    ['"><script>', 'other'],
    [`${'a'.repeat(80)}/1`, 'other'],
  ])('%s is %s', (userAgent, family) => {
    expect(clientFamily(userAgent)).toBe(family);
    expect(clientFamily(userAgent)).toBe(family); // remembered
  });

  test('is unknown without a User-Agent header', () => {
    expect(clientFamily(undefined)).toBeNull();
  });
});

test('what is remembered of a user agent does not hold on to the line that it came in', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = held();
  for (let index = 0; index < 4_000; index++) {
    const line = Buffer.from(`${'x'.repeat(9_000)}agent-of-some-length/${index}`).toString();
    clientFamily(line.slice(9_000));
  }
  // the lines are 36 MB
  expect(held() - before).toBeLessThan(10_000_000);
});
