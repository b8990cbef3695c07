// The least with the SDK: one client, and one object read.
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({ forcePathStyle: true });

export async function handler() {
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET_NAME, Key: process.env.OBJECT_KEY }));
  await body.transformToString();
}
