#!/bin/sh
# The image lets logins into databases only: `all` in pg_hba.conf does not mean replication.
printf '\nhost replication backup samenet scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
