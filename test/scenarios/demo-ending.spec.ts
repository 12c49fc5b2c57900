import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseTakenPorts } from '../../src/platform/config/free-ports';
import { freePort } from '../../src/platform/database/embedded-postgres-process';
import { eventually } from '../support/application';
import { embeddedProcesses } from '../support/embedded-processes';

const ROOT = join(__dirname, '../..');

interface Demo {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  readonly port: number;
  output(): string;
}

describe('the end of the demo', () => {
  let directory: string;
  const children: ChildProcess[] = [];

  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cabstand-demo-end-'))));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  function start(port: number, smsPort: number, environment = {}): Demo {
    const child = spawn(
      process.execPath,
      [
        ...['-r', join(__dirname, '../support/register-typescript.js'), join(ROOT, 'demo/main.ts')],
        ...['--directory', directory, '--port', String(port), '--sms-port', String(smsPort)],
      ],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } },
    );
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { child, ended: once(child, 'exit'), port, output: () => text };
  }

  async function playing(environment = {}): Promise<Demo> {
    const demo = start(await freePort(), await freePort(), environment);
    await eventually(async () => Promise.resolve(expect(demo.output()).toContain('is an organization')), 60_000);
    return demo;
  }

  async function nothingIsLeft({ port }: Demo): Promise<void> {
    await eventually(async () => {
      expect(embeddedProcesses(directory)).toEqual([]);
      await refuseTakenPorts([{ setting: 'PORT', host: '127.0.0.1', port }]);
    }, 30_000);
  }

  it('refuses a second one on its folder or port, and leaves nothing after Ctrl-C, which npm sends twice', async () => {
    const elsewhere = join(directory, 'never-made');
    const demo = await playing({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      OBJECT_STORE_DIRECTORY: elsewhere,
      SMS_SIMULATOR_URL: 'http://127.0.0.1:1',
    });

    const second = start(await freePort(), await freePort());
    expect(await second.ended).toEqual([1, null]);
    expect(second.output()).toMatch(/^Another demo \(process \d+\) is running on .*--directory\.\n$/);
    const third = start(demo.port, await freePort());
    expect(await third.ended).toEqual([1, null]);
    expect(third.output()).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken: .*--port\.\n$/);
    expect(embeddedProcesses(directory)).not.toEqual([]);
    expect(existsSync(elsewhere)).toBe(false);

    demo.child.kill('SIGINT');
    demo.child.kill('SIGINT');
    expect(await demo.ended).toEqual([0, null]);
    expect(embeddedProcesses(directory)).toEqual([]);
    await nothingIsLeft(demo);
  }, 180_000);

  it('leaves nothing when it is killed', async () => {
    const demo = await playing();
    demo.child.kill('SIGKILL');
    await demo.ended;
    await nothingIsLeft(demo);
  }, 180_000);

  it('does not empty a folder that is not of a demo', async () => {
    writeFileSync(join(directory, 'letter.txt'), 'dear');
    const demo = start(await freePort(), await freePort());
    expect(await demo.ended).toEqual([1, null]);
    expect(demo.output()).toContain('holds things that are not of a demo');
    expect(existsSync(join(directory, 'letter.txt'))).toBe(true);
  }, 60_000);
});
