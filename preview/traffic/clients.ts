const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const SAFARI = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

/** User agents of programs that call an API, and how common they are. */
export const PROGRAMS: readonly (readonly [string, number])[] = [
  ['python-requests/2.32.5', 22],
  ['okhttp/4.12.0', 18],
  ['axios/1.13.1', 14],
  ['Go-http-client/2.0', 12],
  ['Apache-HttpClient/5.4.4 (Java/21.0.8)', 8],
  ['node-fetch/1.0 (+https://github.com/bitinn/node-fetch)', 5],
  ['Java-http-client/21.0.8', 5],
  ['aws-sdk-js/3.931.0 ua/2.1 os/linux lang/js', 4],
  ['GuzzleHttp/7', 4],
  ['curl/8.7.1', 4],
  ['PostmanRuntime/7.49.1', 3],
];

/** User agents of people's browsers. */
export const BROWSERS: readonly (readonly [string, number])[] = [[CHROME, 60], [SAFARI, 25], [FIREFOX, 15]];

/** User agents of those who call without being asked. */
export const BOTS: readonly (readonly [string, number])[] = [
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 30],
  ['Mozilla/5.0 zgrab/0.x', 25],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 20],
  ['curl/7.88.1', 15],
  ['python-requests/2.28.1', 10],
];

/** User agents of those who look for a hole. */
export const ATTACK_TOOLS: readonly (readonly [string, number])[] = [
  ['sqlmap/1.8.11#stable (https://sqlmap.org)', 50],
  ['Mozilla/5.0 (compatible; Nuclei - Open-source project (github.com/projectdiscovery/nuclei))', 30],
  ['python-requests/2.28.1', 20],
];
