import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

/** The whole stack as a newcomer meets it: a real process, its own PostgreSQL, only the public API. */
describe('the demo', () => {
  it('plays a short day from login to check-out and finds every invariant kept', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cabstand-demo-'));
    const child = spawn(
      process.execPath,
      [
        ...['-r', join(__dirname, '../support/register-typescript.js'), join(ROOT, 'demo/main.ts')],
        ...['--exit', '--rides', '25', '--on-demand', '8', '--directory', directory],
        ...['--port', await freePort(), '--sms-port', await freePort()],
      ],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number | null];
    rmSync(directory, { recursive: true, force: true });
    expect(output).toContain('Invariants       all hold');
    expect(output).toMatch(/Rides +25: .*completed/);
    expect(output).toMatch(/31 cabs come from a file, once a plate is mended \(line 2, plate: \w+\)/);
    expect(output).toMatch(/36 drivers come from a file, once a phone is mended \(line 2, phone: \w+\)/);
    expect(output).toMatch(/next week 35 shifts as today, without .* \(driver_documents_lapse\)/);
    expect(output).toMatch(/check-in is rejected/);
    expect(output).toMatch(/declared of ₹/);
    expect(output).toMatch(
      /On demand +\d+ requested: [5-9] completed, 1 given up by riders, \d+ found no driver, 1 refused/,
    );
    expect(output).toMatch(/Offers +\d+ made: .* [1-9]\d* declined, [1-9]\d* lapsed; 1 driver lost on his way/);
    expect(output).toMatch(/₹0\.00 due/);
    expect(code).toBe(0);
  }, 300_000);
});
