-- Two roles: the owner makes and migrates the tables, the service only uses them. Run as the superuser in the database
-- huigongka, after EVERY migration; running it again changes nothing:  psql -d huigongka -f deploy/postgresql.sql

-- The service reads and writes, and can neither alter a table nor empty one.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO huigongka;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO huigongka;

-- The audit log takes new rows only, from the service as from everybody (migration 0002 adds triggers for the owner).
REVOKE UPDATE, DELETE ON audit_entries, audit_checkpoints FROM huigongka;
REVOKE DELETE ON audit_head FROM huigongka;

-- Snapshots are written once (migration 0010 adds triggers for the owner).
REVOKE UPDATE, DELETE ON snapshots, snapshot_lines FROM huigongka;

-- Keys of the ring are made and rotated by the owner; the service reads them.
REVOKE INSERT, UPDATE, DELETE ON ring_keys, alembic_version FROM huigongka;
