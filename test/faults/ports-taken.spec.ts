import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

describe('a port that somebody else listens on', () => {
  let taken: Server;
  let port: number;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'cabstand-ports-'));
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    port = (taken.address() as AddressInfo).port;
  });
  afterAll(() => {
    taken.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function run(program: string, environment: Record<string, string>): Promise<{ code: number; output: string }> {
    const child = spawn(
      process.execPath,
      ['-r', join(__dirname, '../support/register-typescript.js'), join(ROOT, program)],
      {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_ENV: 'development', DATA_DIRECTORY: join(directory, 'data'), ...environment },
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }

  it('is said by the service before it starts anything, each in a sentence', async () => {
    const { code, output } = await run('src/main.ts', {
      PORT: String(port),
      SMS_SIMULATOR_PORT: String(port),
      ROUTING_SIMULATOR_PORT: '0',
    });
    expect(output).toBe(
      `Port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another with PORT.\n` +
        `Port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another with SMS_SIMULATOR_PORT.\n`,
    );
    expect(code).toBe(1);
    expect(existsSync(join(directory, 'data'))).toBe(false);
  }, 60_000);

  it('ends the simulators, with the one that has its port', async () => {
    const { code, output } = await run('simulators/main.ts', {
      SMS_SIMULATOR_PORT: '0',
      ROUTING_SIMULATOR_PORT: String(port),
    });
    expect(output).toBe(
      `Port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another with ROUTING_SIMULATOR_PORT.\n`,
    );
    expect(code).toBe(1);
  }, 60_000);
});
