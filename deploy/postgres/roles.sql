-- The roles of Filling Scheduler and what each may do. Run it as an administrator in the application's database, before
-- the migrations; running it again changes nothing. Passwords are set apart: alter role … password …
--
--   filling_owner      owns both schemas and runs the migrations
--   filling_auth       the service auth: reads and writes rows of schema auth
--   filling_scheduler  api and solver: read and write rows of schema scheduling
--   filling_reader     people, reports and the autoscaler: read schema scheduling; passwords, tokens and keys are in the
--                      other one
do $$
declare
  name text;
begin
  foreach name in array array['filling_owner', 'filling_auth', 'filling_scheduler', 'filling_reader'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I', name);
    end if;
    execute format('alter role %I login nosuperuser nocreatedb nocreaterole noreplication', name);
    execute format('grant connect on database %I to %I', current_database(), name);
  end loop;
  execute format('revoke all on database %I from public', current_database());
  execute format('grant create on database %I to filling_owner', current_database());
end
$$;

revoke create on schema public from public;

create schema if not exists auth;
create schema if not exists scheduling;
alter schema auth owner to filling_owner;
alter schema scheduling owner to filling_owner;
grant usage on schema auth to filling_auth;
grant usage on schema scheduling to filling_scheduler, filling_reader;

-- What migrations will create, and what they have created.
alter default privileges for role filling_owner in schema auth
  grant select, insert, update, delete on tables to filling_auth;
alter default privileges for role filling_owner in schema auth grant usage on sequences to filling_auth;
grant select, insert, update, delete on all tables in schema auth to filling_auth;
grant usage on all sequences in schema auth to filling_auth;

alter default privileges for role filling_owner in schema scheduling
  grant select, insert, update, delete on tables to filling_scheduler;
alter default privileges for role filling_owner in schema scheduling
  grant usage on sequences to filling_scheduler;
alter default privileges for role filling_owner in schema scheduling grant select on tables to filling_reader;
grant select, insert, update, delete on all tables in schema scheduling to filling_scheduler;
grant usage on all sequences in schema scheduling to filling_scheduler;
grant select on all tables in schema scheduling to filling_reader;

-- A reader may not hold up the work.
alter role filling_reader set default_transaction_read_only = on;
alter role filling_reader set statement_timeout = '15s';
