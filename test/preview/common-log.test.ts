import { expect, test } from 'vitest';
import { parseCommonLog } from '../../preview/traffic/common-log';

const COMMON = '192.0.2.7 - - [17/May/2015:10:05:03 +0200] "GET /blog/post?x=1 HTTP/1.1" 200 512';

test('a line of the Common Log Format is a request', () => {
  expect(parseCommonLog(COMMON)).toEqual({
    time: Date.parse('2015-05-17T08:05:03Z'),
    namesCallers: false,
    context: {
      'identity.sourceIp': '192.0.2.7',
      'identity.user': undefined,
      'identity.userAgent': undefined,
      'httpMethod': 'GET',
      'path': '/blog/post',
      'resourcePath': '/blog/{proxy+}',
      'protocol': 'HTTP/1.1',
      'status': '200',
      'responseLength': '512',
    },
  });
});

test('the Combined Log Format adds the user agent', () => {
  expect(parseCommonLog(`${COMMON} "http://example.com/" "curl/8.7.1"`)?.context['identity.userAgent']).toBe('curl/8.7.1');
  expect(parseCommonLog(`${COMMON} "-" "-"`)?.context['identity.userAgent']).toBeUndefined();
});

test('a last field without its closing quote counts', () => {
  expect(parseCommonLog(`${COMMON} "-" "Mozilla/5.0 (compatible`)?.context['identity.userAgent']).toBe('Mozilla/5.0 (compatible');
});

test('IPv6 addresses, absent sizes, users, and fields behind the last one are read', () => {
  const line = '2001:db8::1 - alice [01/Jan/2026:00:00:00 +0000] "POST / HTTP/2" 304 - "-" "a \\"quoted\\" agent" 0.004 "cache"';
  expect(parseCommonLog(line)?.context).toMatchObject({
    'identity.sourceIp': '2001:db8::1', 'identity.user': 'alice', 'identity.userAgent': 'a "quoted" agent', 'responseLength': undefined, 'resourcePath': '/',
  });
});

test('a request line that is none still counts by its status', () => {
  expect(parseCommonLog('192.0.2.7 - - [17/May/2015:10:05:03 +0000] "-" 408 0')?.context).toMatchObject({ status: '408', httpMethod: undefined });
  expect(parseCommonLog('192.0.2.7 - - [17/May/2015:10:05:03 +0000] "\\x16\\x03" 400 0')?.context).toMatchObject({ status: '400' });
});

test.each(['', 'garbage', '192.0.2.7 - - [99/May/2015:10:05:03 +0000] "GET /" 200 1', '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /" OK 1'])(
  'fails to read what is no such line: %j', (line) => {
    expect(parseCommonLog(line)).toBeUndefined();
  });

test('a line of a megabyte ends, whatever it is made of', () => {
  expect(parseCommonLog(`${'a '.repeat(500_000)}[`)).toBeUndefined();
  expect(parseCommonLog(`192.0.2.7 - - [17/May/2015:10:05:03 +0000] "${'\\"'.repeat(500_000)}`)).toBeUndefined();
});
