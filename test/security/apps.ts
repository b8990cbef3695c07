import type { App } from 'aws-cdk-lib';
import { everyOption } from '../every-option';
import { EXAMPLES } from '../example-apps';

export { CONTEXT } from '../example-apps';

/** Each example by its file or folder, and the app with every option, with a key for all of it and without. */
export const APPS: Record<string, (app: App) => unknown> = {
  ...EXAMPLES,
  'every option': (app) => everyOption(app),
  'every option but a key': (app) => everyOption(app, { key: false }),
};
