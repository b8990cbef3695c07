import type { App } from 'aws-cdk-lib';
import { allStagesOfAnApi } from '../examples/typescript/all-stages-of-an-api';
import { apiable } from '../examples/typescript/apiable';
import { everyApi } from '../examples/typescript/every-api';
import { existingBucket } from '../examples/typescript/existing-bucket';
import { existingStream } from '../examples/typescript/existing-stream';
import { importedStage } from '../examples/typescript/imported-stage';
import { kindsOfApis } from '../examples/typescript/kinds-of-apis';
import { moesif } from '../examples/typescript/moesif';
import { openObserve } from '../examples/typescript/openobserve';
import { operations } from '../examples/typescript/operations';
import { otherStacks } from '../examples/typescript/other-stacks';
import { ownSheet } from '../examples/typescript/own-sheet';
import { ownStream } from '../examples/typescript/own-stream';
import { quickstart } from '../examples/typescript/quickstart';
import { receiverOnly } from '../examples/typescript/receiver-only';
import { severalEnvironments } from '../examples/typescript/several-environments';
import { standalone } from '../examples/typescript/standalone/app';

/** Each example, by its file or folder. */
export const EXAMPLES: Record<string, (app: App) => unknown> = {
  'all-stages-of-an-api.ts': allStagesOfAnApi,
  'apiable.ts': apiable,
  'every-api.ts': everyApi,
  'existing-bucket.ts': existingBucket,
  'existing-stream.ts': existingStream,
  'imported-stage.ts': importedStage,
  'kinds-of-apis.ts': kindsOfApis,
  'moesif.ts': moesif,
  'openobserve.ts': openObserve,
  'operations.ts': operations,
  'other-stacks.ts': otherStacks,
  'own-sheet.ts': ownSheet,
  'own-stream.ts': ownStream,
  'quickstart.ts': quickstart,
  'receiver-only.ts': receiverOnly,
  'several-environments.ts': severalEnvironments,
  'standalone': standalone,
};

/** What the standalone example has to be told. */
export const CONTEXT = { restApiId: 'a1b2c3d4e5', stageName: 'prod' };
