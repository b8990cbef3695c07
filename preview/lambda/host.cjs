// Runs a bundled function in a process of its own, so that it sees the environment
// that its template gives it, and nothing else. It is plain JavaScript because
// this process knows no TypeScript.
const [, , file, handlerName, functionName, timeout] = process.argv;

const handler = require(file)[handlerName];
let requests = 0;

process.on('message', async ({ id, event }) => {
  const deadline = Date.now() + Number(timeout) * 1000;
  const context = {
    awsRequestId: `00000000-0000-4000-8000-${String(++requests).padStart(12, '0')}`,
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:123456789012:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'preview',
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    process.send({ id, result: await handler(event, context) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});

// a function's time begins when its code is loaded
process.send({ loaded: true });

process.on('disconnect', () => process.exit());
