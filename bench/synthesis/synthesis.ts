import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byHand, checkSame } from './by-hand';
import { inChild } from './child';
import { LIBRARY } from './library';
import { templateOf } from './template';

const APP = join(__dirname, 'app.cjs');

export type Dashboard = 'no dashboard' | 'dashboard';

/** What an app takes in a new process, in milliseconds. */
export interface Times {
  readonly importing: number;
  /** The construct tree, and `app.synth()`. */
  readonly synthesis: number;
}

export interface Size {
  readonly resources: number;
  readonly kilobytes: number;
}

/** An API with the analytics in two apps of the same resources: the one has them from the library, the other as they are written by hand. */
export class Variant {
  private readonly assembly: string;
  private readonly handWritten: string;

  constructor(private readonly dashboard: Dashboard, private readonly directory: string) {
    this.assembly = join(directory, `ours, ${dashboard}`);
    this.handWritten = join(directory, `by hand, ${dashboard}.json`);
  }

  /** Before it is measured. */
  public async write(): Promise<Size> {
    const api = join(this.directory, 'api');
    await synthesize(api, 'nobody', this.dashboard);
    await synthesize(this.assembly, 'ours', this.dashboard);
    const { template, kilobytes } = templateOf(this.assembly);
    writeFileSync(this.handWritten, JSON.stringify(byHand(templateOf(api).template, template, this.assembly)));
    await this.other();
    checkSame(template, templateOf(`${this.assembly} by hand`).template);
    return { resources: Object.keys(template.Resources).length, kilobytes };
  }

  public ours(validation?: 'validated'): Promise<Times> {
    return synthesize(`${this.assembly} again`, 'ours', this.dashboard, validation);
  }

  public other(): Promise<Times> {
    return synthesize(`${this.assembly} by hand`, this.handWritten, this.dashboard);
  }
}

/** aws-cdk-lib's validation of the template takes many times as long as all the rest, whoever wrote it: it is measured by itself. */
function synthesize(outdir: string, analytics: string, dashboard: Dashboard, validation?: 'validated'): Promise<Times> {
  return inChild(APP, [outdir, analytics, dashboard], { LIBRARY, ...validation ? {} : { CDK_VALIDATION: 'false' } });
}
