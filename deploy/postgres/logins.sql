-- Three logins for the three roles (docs/operating/database.md), and one for backups, none of them a superuser. The image of PostgreSQL runs this
-- once, by psql as its superuser, in the database that it has made.
\getenv backup_password BACKUP_PASSWORD
\getenv migrator_password MIGRATOR_PASSWORD
\getenv service_password SERVICE_PASSWORD
\getenv worker_password WORKER_PASSWORD

CREATE ROLE migrator LOGIN PASSWORD :'migrator_password';
CREATE ROLE service LOGIN PASSWORD :'service_password';
CREATE ROLE worker LOGIN PASSWORD :'worker_password';
-- May copy the whole server, and has no right in the database. replication.sh lets it in.
CREATE ROLE backup LOGIN REPLICATION PASSWORD :'backup_password';

CREATE ROLE cabstand_owner NOLOGIN;
CREATE ROLE cabstand_runtime NOLOGIN;
CREATE ROLE cabstand_worker NOLOGIN;
GRANT cabstand_owner TO migrator WITH INHERIT FALSE, SET TRUE;
GRANT cabstand_runtime TO service WITH INHERIT FALSE, SET TRUE;
GRANT cabstand_worker TO worker WITH INHERIT FALSE, SET TRUE;
GRANT CREATE ON DATABASE cabstand TO cabstand_owner;
GRANT CREATE ON SCHEMA public TO cabstand_owner;
