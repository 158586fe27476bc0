-- how much room in staging an import waits for, since when, and when it last asked
alter table imports
    add column room_wanted bigint,
    add column room_wanted_since timestamptz,
    add column room_asked_at timestamptz;

-- lost, and asks Temporal for no work either: nobody serves its queues
alter table hosts add column deserted boolean not null default false;

-- What is kept in a directory for those who wait there since before that time, but for one generation: in each project for the first one,
-- when it has waited for two minutes, for ten minutes at a time and then ten minutes not, as others want to get on, too. Not for who cannot
-- have it even when all imports that are under way have ended, nor for who does not ask any more.
create function kept_room(place text, but int, before timestamptz) returns bigint language sql stable as $$
    select coalesce(sum(first.room_wanted), 0)::bigint from (
        select distinct on (i.project) i.room_wanted, i.room_wanted_since
        from staged s join imports i on i.id = s.import_id
        where s.directory = place and not s.discard and s.reserved_bytes = 0 and s.generation <> but
            and i.ended_at is null
            and i.room_wanted_since < clock_timestamp() - interval '2 minutes'
            and mod(extract(epoch from clock_timestamp() - i.room_wanted_since)::bigint - 120, 1200) < 600
            and i.room_asked_at > clock_timestamp() - interval '30 minutes'
            and i.room_wanted <= (select least(max(h.capacity_bytes), max(h.usable_bytes)) from hosts h where h.directory = place)
                - (select coalesce(sum(o.reserved_bytes), 0) from staged o where o.directory = place
                    and not exists (select 1 from imports e where e.image_id = o.image_id and e.ended_at is null))
        order by i.project, i.room_wanted_since, i.id) first
    where first.room_wanted_since < before
$$;

-- As before; but who holds nothing yet comes after those for whom room is kept; who grows goes on.
create or replace function keep_room(wanted int, fewest bigint, wished bigint, size bigint)
    returns table (capacity bigint, taken bigint, kept bigint) language plpgsql as $$
declare
    place text;
    usable bigint;
    importer uuid;
    held bigint;
    since timestamptz;
    fits boolean;
begin
    select directory, import_id, reserved_bytes into place, importer, held from staged where generation = wanted;
    if not found then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext(place));
    select coalesce(max(h.capacity_bytes), 9223372036854775807), max(h.usable_bytes) into capacity, usable
        from hosts h where h.directory = place;
    select coalesce(sum(s.reserved_bytes), 0) into taken from staged s where s.directory = place and s.generation <> wanted;
    taken := taken + greatest(0, capacity - coalesce(usable, capacity));
    select room_wanted_since into since from imports where id = importer;
    if held = 0 then
        taken := taken + kept_room(place, wanted, coalesce(since, 'infinity'));
    end if;
    fits := fewest <= capacity - taken;
    update staged s
        set reserved_bytes = greatest(s.reserved_bytes, case when fits then least(wished, capacity - taken) else 0 end),
            size_bytes = coalesce(case when fits then size end, s.size_bytes)
        where s.generation = wanted returning s.reserved_bytes into kept;
    if not found then
        return;
    end if;
    -- Whoever has the import's row is not waited for: all of the directory would wait, too.
    if fits and since is not null then
        update imports set room_wanted = null, room_wanted_since = null, room_asked_at = null
            where id in (select id from imports where id = importer for update skip locked);
    elsif not fits and fewest <= capacity then
        update imports set room_wanted = fewest, room_wanted_since = coalesce(since, clock_timestamp()),
                room_asked_at = clock_timestamp()
            where id in (select id from imports where id = importer for update skip locked);
    end if;
    return next;
end
$$;
