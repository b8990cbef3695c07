import type { App } from 'aws-cdk-lib';
import { allStagesOfAnApi } from '../examples/all-stages-of-an-api';
import { apiable } from '../examples/apiable';
import { everyApi } from '../examples/every-api';
import { existingBucket } from '../examples/existing-bucket';
import { existingStream } from '../examples/existing-stream';
import { importedStage } from '../examples/imported-stage';
import { kindsOfApis } from '../examples/kinds-of-apis';
import { moesif } from '../examples/moesif';
import { openObserve } from '../examples/openobserve';
import { operations } from '../examples/operations';
import { otherStacks } from '../examples/other-stacks';
import { ownSheet } from '../examples/own-sheet';
import { ownStream } from '../examples/own-stream';
import { quickstart } from '../examples/quickstart';
import { receiverOnly } from '../examples/receiver-only';
import { severalEnvironments } from '../examples/several-environments';
import { standalone } from '../examples/standalone/app';

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
