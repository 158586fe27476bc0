-- runs that others have taken over from
alter table imports add column former_runs text[] not null default '{}';

-- what the file system has for staging now, whatever the capacity; none: its host has not said so yet
alter table hosts add column usable_bytes bigint;

-- As before; but what the file system is short of counts as taken: others have filled it, and may give it back.
create or replace function keep_room(wanted int, fewest bigint, wished bigint, size bigint)
    returns table (capacity bigint, taken bigint, kept bigint) language plpgsql as $$
declare
    place text;
    usable bigint;
begin
    select directory into place from staged where generation = wanted;
    if not found then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext(place));
    select coalesce(max(h.capacity_bytes), 9223372036854775807), max(h.usable_bytes) into capacity, usable
        from hosts h where h.directory = place;
    select coalesce(sum(s.reserved_bytes), 0) into taken from staged s where s.directory = place and s.generation <> wanted;
    taken := taken + greatest(0, capacity - coalesce(usable, capacity));
    update staged s
        set reserved_bytes = greatest(s.reserved_bytes,
                case when fewest <= capacity - taken then least(wished, capacity - taken) else 0 end),
            size_bytes = coalesce(case when fewest <= capacity - taken then size end, s.size_bytes)
        where s.generation = wanted returning s.reserved_bytes into kept;
    if found then
        return next;
    end if;
end
$$;
