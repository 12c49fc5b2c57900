import { Client } from 'pg';
import { startExotelSimulator } from '../../simulators/exotel/exotel-simulator';
import { CreateSuperAdmin } from '../../src/contexts/identity/application/create-super-admin';
import { newPhone } from '../contexts/identity/logins';
import { TestApplication } from '../support/application';
import { brokenIn } from './invariants';
import { Player, type Stage } from './player';

/** What the service must be told for stories to be played on it. */
export const STAGE_SETTINGS = {
  ...{ CLOCK: 'stepped', OTP_COOLDOWN_SECONDS: '0', SHIFT_GRACE_MINUTES: '240', RATE_LIMIT_PER_MINUTE: '1000000' },
  ...{ ROUTING_PROVIDER: 'estimate', VERIFICATION_PROVIDER: 'none' },
};
const SIMULATION_TOKEN = 'steps-the-clock-of-the-races';

/** The whole service, with many connections to a database of its own, for stories each of which has an operator of its own. */
export class Theatre {
  private constructor(
    readonly application: TestApplication,
    readonly stage: Stage,
    readonly adminPhone: string,
    private readonly admin: Player,
    private readonly client: Client,
    private readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<Theatre> {
    const inbox = await startExotelSimulator();
    const application = await TestApplication.start({
      environment: { ...STAGE_SETTINGS, SIMULATION_TOKEN, SMS_SIMULATOR_URL: inbox.url, DATABASE_POOL_SIZE: '12' },
    });
    const stage = { url: application.url, smsUrl: inbox.url, simulationToken: SIMULATION_TOKEN };
    const adminPhone = newPhone();
    await application.app.get(CreateSuperAdmin).execute({ phone: adminPhone, name: 'Root', force: true });
    const admin = new Player(stage, { admin: adminPhone });
    await admin.play([{ logIn: 'admin' }]);
    const client = new Client({ connectionString: application.database.adminUrl });
    await client.connect();
    return new Theatre(application, stage, adminPhone, admin, client, async () => {
      await client.end();
      await application.stop();
      await inbox.stop();
    });
  }

  /** The cast of a story, of whom the admin is logged in. */
  player(): Player {
    return this.admin.fork();
  }

  /** Sentences about what does not hold in the database of the story, whatever anybody was answered. */
  broken(player: Player): Promise<string[]> {
    return brokenIn(player.idOf('organization'), (query, values) => this.client.query<object>(query, values));
  }

  /** Statements that make of the database what it must not be. */
  async plant(statements: string): Promise<void> {
    await this.client.query(statements);
  }

  stop(): Promise<void> {
    return this.close();
  }
}
