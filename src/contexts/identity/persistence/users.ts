import { Injectable } from '@nestjs/common';
import { notFound } from '../../../platform/errors/domain-error';
import type { DomainEvent } from '../../../platform/events/domain-event';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { User, type UserStatus } from '../domain/user';
import { GlobalStore } from './global-store';

const CREATE: Statement = {
  name: 'identity.users.create',
  text: `INSERT INTO identity.users (id, phone, name, status, created_at, version) VALUES ($1, $2, $3, $4, $5, 1)
         ON CONFLICT (phone) DO NOTHING`,
};
const ADD_NEW: Statement = {
  name: 'identity.users.add_new',
  text: `INSERT INTO identity.users (id, phone, name, status, created_at, version)
         SELECT id, phone, name, status, created_at, 1
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
           AS fresh (id, phone, name, status, created_at)
         ON CONFLICT (phone) DO NOTHING RETURNING id`,
};
const PEEK: Statement = {
  name: 'identity.users.peek',
  text: 'SELECT id, status FROM identity.users WHERE phone = $1',
};

const SHOW: Statement = {
  name: 'identity.users.show',
  text: 'SELECT id, phone, name FROM identity.users WHERE id = $1',
};

@Injectable()
export class Users extends GlobalStore<User> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, User, 'user');
  }

  /** Without the row's lock: for a request that anybody may make for any phone, as often as he likes. */
  async peek(phone: string): Promise<{ id: string; status: UserStatus } | null> {
    const [row] = await this.unitOfWork.rows<{ id: string; status: UserStatus }>(PEEK, [phone]);
    return row ?? null;
  }

  /** Without the row's lock. @throws DomainError `user_not_found` */
  async show(id: string): Promise<Pick<User, 'id' | 'phone' | 'name'>> {
    const [row] = await this.unitOfWork.rows<Pick<User, 'id' | 'phone' | 'name'>>(SHOW, [id]);
    if (!row) throw notFound('user', id);
    return row;
  }

  findByPhone(phone: string): Promise<User | null> {
    return this.findLocked({ phone });
  }

  /** Stores those whose phones nobody has. @returns their ids */
  async addNew(users: readonly User[], causeOf: (index: number) => DomainEvent): Promise<ReadonlySet<string>> {
    const rows = await this.unitOfWork.rows<{ id: string }>(ADD_NEW, [
      users.map(({ id }) => id),
      users.map(({ phone }) => phone),
      users.map(({ name }) => name),
      users.map(({ status }) => status),
      users.map(({ createdAt }) => createdAt),
    ]);
    const added = new Set(rows.map(({ id }) => id));
    const events = users.flatMap((user, index) => {
      if (!added.has(user.id)) return [];
      user.version = 1;
      return user.releaseEvents().map((event) => event.becauseOf(causeOf(index)));
    });
    await this.unitOfWork.publishTogether(...events);
    return added;
  }

  /** Stores the user, or finds the one whom another transaction has meanwhile stored with the same phone. */
  async addOrFind(user: User): Promise<User> {
    const { id, phone, name, status, createdAt } = user;
    const { rowCount } = await this.unitOfWork.query(CREATE, [id, phone, name, status, createdAt]);
    if (rowCount === 0) {
      const other = await this.findByPhone(phone);
      if (!other) throw notFound('user', id);
      return other;
    }
    user.version = 1;
    await this.unitOfWork.publish(...user.releaseEvents());
    return user;
  }
}
