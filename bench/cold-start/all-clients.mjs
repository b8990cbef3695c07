// The clients as a script would import them, with all of their operations: the same object read, and the client of API Gateway made.
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { S3 } from '@aws-sdk/client-s3';

export const apiGateway = new APIGateway({});
const s3 = new S3({ forcePathStyle: true });

export async function handler() {
  const { Body: body } = await s3.getObject({ Bucket: process.env.BUCKET_NAME, Key: process.env.OBJECT_KEY });
  await body.transformToString();
}
