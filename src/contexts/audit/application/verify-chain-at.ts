import { Client, type QueryResultRow } from 'pg';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import type { AnchorFile } from '../persistence/anchor-file';
import { lastRecordedAt, type Read } from '../persistence/chain-links';
import { type Verification, verifyChain } from './verify-chain';

export interface VerificationAt extends Verification {
  /** Of the last entry there is, sealed or not; null where there is none. */
  readonly lastRecordedAt: Date | null;
}

/** As `VerifyChain`, from the command line, without a service. @param url of the worker's login */
export async function verifyChainAt(url: string, anchors: AnchorFile): Promise<VerificationAt> {
  const client = new Client({ connectionString: url, application_name: 'cabstand audit verification' });
  await client.connect();
  try {
    const read: Read = async <R extends QueryResultRow>({ name, text }: Statement, values: unknown[]) =>
      (await client.query<R>({ name, text, values })).rows;
    return { ...(await verifyChain(read, anchors)), lastRecordedAt: await lastRecordedAt(read) };
  } finally {
    await client.end();
  }
}
