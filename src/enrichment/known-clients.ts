/** What usual clients that are no browser call themselves in front of the first slash. */
export const KNOWN_CLIENTS: readonly string[] = [
  // commands
  'curl', 'Wget', 'Wget2', 'HTTPie', 'xh', 'PowerShell', 'WindowsPowerShell',
  // tools
  'PostmanRuntime', 'insomnia', 'Insomnia', 'bruno-runtime', 'Paw', 'Thunder', 'Apache-JMeter', 'k6', 'vegeta', 'hey', 'wrk', 'ApacheBench', 'Gatling', 'Locust', 'SoapUI', 'newman',
  // AWS
  'aws-cli', 'aws-sdk-js', 'aws-sdk-nodejs', 'aws-sdk-java', 'aws-sdk-go', 'aws-sdk-go-v2', 'aws-sdk-dotnet', 'aws-sdk-dotnet-coreclr', 'aws-sdk-net', 'aws-sdk-php',
  'aws-sdk-ruby2', 'aws-sdk-ruby3', 'aws-sdk-rust', 'aws-sdk-cpp', 'aws-sdk-kotlin', 'aws-sdk-swift', 'aws-sdk-android', 'aws-sdk-ios', 'aws-amplify', 'Boto3', 'Botocore',
  'Amazon', 'Amazon-Route53-Health-Check-Service', 'ELB-HealthChecker', 'CloudWatchSynthetics',
  // JavaScript
  'axios', 'node', 'node-fetch', 'node-superagent', 'undici', 'got', 'needle', 'Deno', 'Bun',
  // Python
  'Python', 'python-requests', 'python-requests-oauthlib', 'python-httpx', 'python-urllib3', 'Python-urllib', 'aiohttp', 'Scrapy',
  // the JVM and Android
  'Java', 'Java-http-client', 'okhttp', 'Apache-HttpClient', 'Apache-HttpAsyncClient', 'Apache-CXF', 'Jakarta', 'Jersey', 'Jetty', 'ReactorNetty', 'RestTemplate', 'Vert.x-WebClient',
  'ktor-client', 'Ktor', 'akka-http', 'pekko-http', 'Dalvik', 'Retrofit', 'unirest-java', 'Kotlin',
  // others
  'Go-http-client', 'go-resty', 'fasthttp', 'Ruby', 'Faraday', 'rest-client', 'Typhoeus', 'http.rb', 'GuzzleHttp', 'PHP', 'PHP-SOAP', 'Symfony', 'libwww-perl', 'lwp-request', 'HTTP-Tiny',
  'Dart', 'Flutter', 'RestSharp', 'Flurl', 'reqwest', 'ureq', 'hyper', 'Alamofire', 'CFNetwork', 'libcurl', 'cpprestsdk', 'hackney', 'mint', 'Req',
  // generated clients
  'OpenAPI-Generator', 'Swagger-Codegen', 'Kiota', 'Speakeasy',
  // platforms and health checks
  'kube-probe', 'GoogleHC', 'Prometheus', 'Blackbox-Exporter', 'Datadog', 'Envoy', 'Zapier', 'Make', 'Twilio', 'Stripe', 'GitHub-Hookshot',
  // bots that do not call themselves Mozilla
  'Googlebot', 'Twitterbot', 'facebookexternalhit', 'Slackbot', 'Slackbot-LinkExpanding', 'LinkedInBot', 'WhatsApp', 'TelegramBot', 'DuckDuckBot', 'CCBot', 'GPTBot',
];
