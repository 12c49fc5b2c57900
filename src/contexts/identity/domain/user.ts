import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { UserCreated, UserDisabled, UserEnabled, UserRenamed } from '../contracts/identity-events';

export type UserStatus = 'ACTIVE' | 'DISABLED';

/** A person, known by his phone in every organization. What he may do is in his memberships. */
@Entity({ schema: 'identity', name: 'users' })
export class User extends Aggregate<null> {
  @PrimaryColumn('uuid') override id: string;
  override readonly organizationId = null;
  /** E.164, unique. */
  @Column('text') phone: string;
  @Column('text') name: string;
  @Column('text') status: UserStatus;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('int') override version: number;

  static create(id: string, phone: string, name: string, at: Date): User {
    const user = new User();
    user.id = id;
    user.phone = phone;
    user.name = name;
    user.status = 'ACTIVE';
    user.createdAt = at;
    user.record(new UserCreated(id, { userId: id, name, phone }, at));
    return user;
  }

  rename(name: string, at: Date): void {
    if (name === this.name) return;
    this.name = name;
    this.record(new UserRenamed(this.id, { userId: this.id, name }, at));
  }

  /** @throws DomainError `user_disabled` */
  disable(reason: string, at: Date): void {
    this.refuseWhenDisabled();
    this.status = 'DISABLED';
    this.record(new UserDisabled(this.id, { userId: this.id, reason }, at));
  }

  /** @throws DomainError `user_not_disabled` */
  enable(reason: string, at: Date): void {
    if (this.status === 'ACTIVE') throw new DomainError('conflict', 'user_not_disabled', 'This user is not disabled.');
    this.status = 'ACTIVE';
    this.record(new UserEnabled(this.id, { userId: this.id, reason }, at));
  }

  /** @throws DomainError `user_disabled` */
  refuseWhenDisabled(): void {
    if (this.status === 'DISABLED') throw new DomainError('conflict', 'user_disabled', 'This user is disabled.');
  }
}
