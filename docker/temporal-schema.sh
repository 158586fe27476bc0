#!/bin/sh
# Makes Temporal's two databases where there are none, and brings their tables up to date. May be run again at any time.
# The server is named by SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN.
set -eu

bring_up_to_date() {
    temporal-sql-tool --db "$1" create
    # Fails where the tables are there already; whether they are right, the next line tells.
    temporal-sql-tool --db "$1" setup-schema --version 0.0 || true
    temporal-sql-tool --db "$1" update-schema --schema-name "$2"
}

bring_up_to_date temporal postgresql/v12/temporal
bring_up_to_date temporal_visibility postgresql/v12/visibility
