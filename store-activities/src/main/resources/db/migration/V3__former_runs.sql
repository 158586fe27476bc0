-- runs that others have taken over from
alter table imports add column former_runs text[] not null default '{}';
