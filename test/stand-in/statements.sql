-- To PostgreSQL, Aurora DSQL, CockroachDB 20.1, current CockroachDB
BEGIN ISOLATION LEVEL REPEATABLE READ;
COMMIT;
CREATE TABLE accounts (owner TEXT PRIMARY KEY, balance INT8 NOT NULL);
CREATE TABLE IF NOT EXISTS "backoff_bank".accounts ( id UUID PRIMARY KEY, owner TEXT NOT NULL, balance INT8 NOT NULL CHECK (balance >= 0), opening INT8 NOT NULL CHECK (opening >= 0) );
CREATE TABLE IF NOT EXISTS "backoff_bank".lab_00000000_accounts ( id UUID PRIMARY KEY, owner TEXT NOT NULL, balance INT8 NOT NULL CHECK (balance >= 0), opening INT8 NOT NULL CHECK (opening >= 0) );
CREATE TABLE IF NOT EXISTS "backoff_bank".lab_00000000_transfers ( id UUID PRIMARY KEY, from_account UUID NOT NULL, to_account UUID NOT NULL, cents INT8 NOT NULL CHECK (cents > 0), made_at TIMESTAMPTZ NOT NULL DEFAULT now() );
CREATE TABLE IF NOT EXISTS "backoff_bank".transfers ( id UUID PRIMARY KEY, from_account UUID NOT NULL, to_account UUID NOT NULL, cents INT8 NOT NULL CHECK (cents > 0), made_at TIMESTAMPTZ NOT NULL DEFAULT now() );
DELETE FROM "backoff_bank".accounts WHERE id = ANY($1::UUID[]);
DELETE FROM "backoff_bank".transfers WHERE from_account = ANY($1::UUID[]);
DROP TABLE "backoff_bank".accounts;
DROP TABLE "backoff_bank".transfers;
DROP TABLE IF EXISTS "backoff_bank".lab_00000000_accounts;
DROP TABLE IF EXISTS "backoff_bank".lab_00000000_transfers;
INSERT INTO "backoff_bank".accounts (id, owner, balance, opening) SELECT id, owner, balance, opening FROM ROWS FROM (unnest($1::UUID[]), unnest($2::TEXT[]), unnest($3::INT8[]), unnest($4::INT8[])) AS a (id, owner, balance, opening) ON CONFLICT (id) DO NOTHING;
INSERT INTO "backoff_bank".lab_00000000_accounts (id, owner, balance, opening) SELECT id, owner, balance, opening FROM ROWS FROM (unnest($1::UUID[]), unnest($2::TEXT[]), unnest($3::INT8[]), unnest($4::INT8[])) AS a (id, owner, balance, opening) ON CONFLICT (id) DO NOTHING;
INSERT INTO "backoff_bank".lab_00000000_transfers (id, from_account, to_account, cents) VALUES ($1, (SELECT id FROM "backoff_bank".lab_00000000_accounts WHERE id = $2), (SELECT id FROM "backoff_bank".lab_00000000_accounts WHERE id = $3), $4);
INSERT INTO "backoff_bank".lab_00000000_transfers (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4);
INSERT INTO "backoff_bank".transfers (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING;
INSERT INTO "backoff_bank".transfers (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4);
INSERT INTO accounts (owner, balance) VALUES ('Ada', 1000), ('Ben', 250);
ROLLBACK;
SELECT 1 FROM "backoff_bank".accounts LIMIT 1;
SELECT 1 FROM "backoff_bank".accounts UNION ALL SELECT 1 FROM "backoff_bank".transfers LIMIT 1;
SELECT 1 FROM "backoff_bank".accounts WHERE id = $1;
SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1;
SELECT 1;
SELECT balance FROM "backoff_bank".accounts WHERE id = $1;
SELECT balance FROM "backoff_bank".lab_00000000_accounts WHERE id = $1;
SELECT c.relname AS table_name, coalesce(a.attname, '') AS column_name, coalesce(pg_catalog.format_type(a.atttypid, a.atttypmod), 'none') AS data_type FROM pg_catalog.pg_namespace AS n JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE n.nspname = $1 AND c.relname IN ('accounts', 'transfers') AND c.relkind IN ('r', 'p', 'v', 'm', 'f');
SELECT current_user AS name, current_database() AS database;
SELECT from_account, to_account, cents, made_at FROM "backoff_bank".transfers WHERE id = $1;
SELECT has_database_privilege(current_database(), 'CREATE') AS granted;
SELECT id FROM "backoff_bank".accounts WHERE id NOT IN ($1, $2) ORDER BY owner, id LIMIT 1;
SELECT id, balance FROM "backoff_bank".lab_00000000_accounts WHERE id = ANY($1::UUID[]);
SELECT owner, balance FROM accounts ORDER BY owner;
SET idle_in_transaction_session_timeout = 600000;
SET statement_timeout = 11000;
SHOW transaction_isolation;
SHOW transaction_read_only;
UPDATE "backoff_bank".accounts SET balance = balance - $2 WHERE id = $1;
UPDATE "backoff_bank".accounts SET balance = balance + $2 WHERE id = $1;
UPDATE "backoff_bank".lab_00000000_accounts SET balance = $2 WHERE id = $1;
UPDATE "backoff_bank".lab_00000000_accounts SET balance = balance - $2 WHERE id = $1;
UPDATE "backoff_bank".lab_00000000_accounts SET balance = balance + $2 WHERE id = $1;
UPDATE accounts SET balance = balance - 100 WHERE owner = 'Ada';
UPDATE accounts SET balance = balance - 50 WHERE owner = 'Ben';
UPDATE accounts SET balance = balance + 100 WHERE owner = 'Ben';
UPDATE accounts SET balance = balance + 50 WHERE owner = 'Ada';
WITH changed AS ( UPDATE "backoff_bank".lab_00000000_accounts AS account SET balance = account.balance + change.cents FROM (SELECT unnest($1::UUID[]) AS id, unnest($2::INT8[]) AS cents) AS change WHERE account.id = change.id RETURNING account.id ) INSERT INTO "backoff_bank".lab_00000000_transfers (id, from_account, to_account, cents) SELECT unnest($3::UUID[]), unnest($4::UUID[]), unnest($5::UUID[]), unnest($6::INT8[]);
WITH moved AS ( UPDATE "backoff_bank".lab_00000000_accounts SET balance = balance + CASE WHEN id = $2::UUID THEN -$4::INT8 ELSE $4::INT8 END WHERE id IN ($2::UUID, $3::UUID) AND (SELECT balance FROM "backoff_bank".lab_00000000_accounts WHERE id = $2::UUID) >= $4::INT8 AND EXISTS (SELECT 1 FROM "backoff_bank".lab_00000000_accounts WHERE id = $3::UUID) RETURNING id ) INSERT INTO "backoff_bank".lab_00000000_transfers (id, from_account, to_account, cents) SELECT $1::UUID, $2::UUID, $3::UUID, CASE WHEN changed.count = 2 THEN $4::INT8 END FROM (SELECT count(*) AS count FROM moved) AS changed WHERE changed.count > 0;

-- To PostgreSQL, CockroachDB 20.1, current CockroachDB
BEGIN ISOLATION LEVEL READ COMMITTED;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT id FROM "backoff_bank".lab_00000000_accounts WHERE id IN ($1, $2) ORDER BY id FOR UPDATE;
SET default_transaction_isolation = 'serializable';
TRUNCATE "backoff_bank".lab_00000000_transfers, "backoff_bank".lab_00000000_accounts;

-- To PostgreSQL, Aurora DSQL, current CockroachDB
CREATE SCHEMA backoff_bank_lesson_00000000;
CREATE SCHEMA IF NOT EXISTS "backoff_bank";
DROP SCHEMA "backoff_bank";
DROP SCHEMA IF EXISTS backoff_bank_lesson_00000000 CASCADE;
SET search_path TO backoff_bank_lesson_00000000;

-- To CockroachDB 20.1, current CockroachDB
CANCEL SESSION '00000000000000000000000000000000';
RELEASE SAVEPOINT cockroach_restart;
ROLLBACK TO SAVEPOINT cockroach_restart;
SAVEPOINT cockroach_restart;
SELECT coalesce(sum(b.balance), 0)::TEXT AS total, coalesce(sum(b.opening), 0)::TEXT AS opening, count(*) FILTER (WHERE b.balance < 0) AS negative, array_agg(b.id::TEXT || ' ' || b.difference::TEXT || ' ' || b.owner) FILTER (WHERE b.difference <> 0) AS differences FROM ( SELECT a.id, a.owner, a.balance, a.opening, a.balance - a.opening - coalesce(i.cents, 0) + coalesce(o.cents, 0) AS difference FROM "backoff_bank".accounts AS a LEFT JOIN (SELECT to_account, sum(cents) AS cents FROM "backoff_bank".transfers GROUP BY to_account) AS i ON i.to_account = a.id LEFT JOIN (SELECT from_account, sum(cents) AS cents FROM "backoff_bank".transfers GROUP BY from_account) AS o ON o.from_account = a.id ) AS b AS OF SYSTEM TIME '-1ms';
SELECT coalesce(sum(b.balance), 0)::TEXT AS total, coalesce(sum(b.opening), 0)::TEXT AS opening, count(*) FILTER (WHERE b.balance < 0) AS negative, array_agg(b.id::TEXT || ' ' || b.difference::TEXT || ' ' || b.owner) FILTER (WHERE b.difference <> 0) AS differences FROM ( SELECT a.id, a.owner, a.balance, a.opening, a.balance - a.opening - coalesce(i.cents, 0) + coalesce(o.cents, 0) AS difference FROM "backoff_bank".lab_00000000_accounts AS a LEFT JOIN (SELECT to_account, sum(cents) AS cents FROM "backoff_bank".lab_00000000_transfers GROUP BY to_account) AS i ON i.to_account = a.id LEFT JOIN (SELECT from_account, sum(cents) AS cents FROM "backoff_bank".lab_00000000_transfers GROUP BY from_account) AS o ON o.from_account = a.id ) AS b AS OF SYSTEM TIME '-1ms';
SELECT count(*) AS count FROM "backoff_bank".lab_00000000_transfers AS OF SYSTEM TIME '-1ms' WHERE id >= $1 AND id <= $2;
SELECT count(*) AS count FROM "backoff_bank".transfers AS OF SYSTEM TIME '-1ms' WHERE id = ANY($1::UUID[]);
SELECT count(*) AS count FROM "backoff_bank".transfers AS OF SYSTEM TIME '-1ms' WHERE id >= $1 AND id <= $2;
SELECT id, owner, balance, opening FROM "backoff_bank".accounts AS OF SYSTEM TIME '-1ms' ORDER BY owner, id;
SELECT table_name, num_contention_events AS events FROM crdb_internal.cluster_contended_tables WHERE table_name IN ('accounts', 'transfers');
SELECT txn_id::TEXT AS txn, lock_key_pretty AS key, granted FROM crdb_internal.cluster_locks WHERE contended;
SET inject_retry_errors_enabled = false;
SET inject_retry_errors_on_commit_enabled = false;
SHOW CLUSTER SESSIONS;
SHOW node_id;
SHOW session_id;

-- To PostgreSQL, Aurora DSQL
SELECT coalesce(sum(b.balance), 0)::TEXT AS total, coalesce(sum(b.opening), 0)::TEXT AS opening, count(*) FILTER (WHERE b.balance < 0) AS negative, array_agg(b.id::TEXT || ' ' || b.difference::TEXT || ' ' || b.owner) FILTER (WHERE b.difference <> 0) AS differences FROM ( SELECT a.id, a.owner, a.balance, a.opening, a.balance - a.opening - coalesce(i.cents, 0) + coalesce(o.cents, 0) AS difference FROM "backoff_bank".accounts AS a LEFT JOIN (SELECT to_account, sum(cents) AS cents FROM "backoff_bank".transfers GROUP BY to_account) AS i ON i.to_account = a.id LEFT JOIN (SELECT from_account, sum(cents) AS cents FROM "backoff_bank".transfers GROUP BY from_account) AS o ON o.from_account = a.id ) AS b;
SELECT coalesce(sum(b.balance), 0)::TEXT AS total, coalesce(sum(b.opening), 0)::TEXT AS opening, count(*) FILTER (WHERE b.balance < 0) AS negative, array_agg(b.id::TEXT || ' ' || b.difference::TEXT || ' ' || b.owner) FILTER (WHERE b.difference <> 0) AS differences FROM ( SELECT a.id, a.owner, a.balance, a.opening, a.balance - a.opening - coalesce(i.cents, 0) + coalesce(o.cents, 0) AS difference FROM "backoff_bank".lab_00000000_accounts AS a LEFT JOIN (SELECT to_account, sum(cents) AS cents FROM "backoff_bank".lab_00000000_transfers GROUP BY to_account) AS i ON i.to_account = a.id LEFT JOIN (SELECT from_account, sum(cents) AS cents FROM "backoff_bank".lab_00000000_transfers GROUP BY from_account) AS o ON o.from_account = a.id ) AS b;
SELECT count(*) AS count FROM "backoff_bank".lab_00000000_transfers WHERE id >= $1 AND id <= $2;
SELECT count(*) AS count FROM "backoff_bank".transfers WHERE id = ANY($1::UUID[]);
SELECT count(*) AS count FROM "backoff_bank".transfers WHERE id >= $1 AND id <= $2;
SELECT id, owner, balance, opening FROM "backoff_bank".accounts ORDER BY owner, id;
SELECT version();

-- To current CockroachDB
SET LOCAL inject_retry_errors_enabled = true;
SET LOCAL inject_retry_errors_on_commit_enabled = true;

-- To CockroachDB 20.1
CREATE DATABASE backoff_bank_lesson_00000000;
DROP DATABASE IF EXISTS backoff_bank_lesson_00000000 CASCADE;
SELECT crdb_internal.force_retry('1h');
SET database = backoff_bank_lesson_00000000;

-- To Aurora DSQL
DELETE FROM "backoff_bank".lab_00000000_accounts WHERE id IN (SELECT id FROM "backoff_bank".lab_00000000_accounts LIMIT 3000);
DELETE FROM "backoff_bank".lab_00000000_transfers WHERE id IN (SELECT id FROM "backoff_bank".lab_00000000_transfers LIMIT 3000);

-- To PostgreSQL
BEGIN;
LOCK TABLE "backoff_bank".accounts, "backoff_bank".transfers IN ACCESS EXCLUSIVE MODE;
SELECT current_setting('max_connections')::INT8 - current_setting('superuser_reserved_connections')::INT8 - coalesce(current_setting('reserved_connections', true), '0')::INT8 - (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend') AS left;
SELECT deadlocks FROM pg_catalog.pg_stat_database WHERE datname = current_database();
SELECT DISTINCT unnest(pg_blocking_pids(0));
SELECT pg_backend_pid();
SELECT pg_terminate_backend(0);
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
WITH ours AS ( SELECT pid, pg_catalog.pg_blocking_pids(pid) AS blockers FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND application_name = 'backoff-bank' AND pid <> pg_catalog.pg_backend_pid() ) SELECT a.pid::text AS id, a.application_name AS program, a.state, a.query AS statement, (extract(epoch FROM clock_timestamp() - CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END) * 1000)::text AS since, array_to_string(ours.blockers, ' ') AS waits_for FROM pg_catalog.pg_stat_activity AS a LEFT JOIN ours USING (pid) WHERE ours.pid IS NOT NULL OR a.pid IN (SELECT unnest(blockers) FROM ours) ORDER BY a.pid;
