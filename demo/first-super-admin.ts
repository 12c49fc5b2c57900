import { once } from 'node:events';
import { startProgram } from './program';

/** By the same command as anywhere: there is no default account. */
export async function createFirstSuperAdmin(
  directory: string,
  environment: Readonly<Record<string, string>>,
  phone: string,
): Promise<void> {
  const child = startProgram(
    require.resolve('../src/create-super-admin'),
    ['--phone', phone, '--name', 'Sarita Pillai'],
    { ...environment, DATA_DIRECTORY: directory },
  );
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Creating the first super admin failed (${code}):\n${text}`);
}
