-- how much room in staging an import waits for, since when, and when it last asked
alter table imports
    add column room_wanted bigint,
    add column room_wanted_since timestamptz,
    add column room_asked_at timestamptz;

-- lost, and asks Temporal for no work either: nobody serves its queues
alter table hosts add column deserted boolean not null default false;

-- As before; but what comes free is kept for who has waited for two minutes, in each project for the first one. Who holds nothing yet comes
-- after those; who grows goes on. Who does not ask any more has nothing kept.
create or replace function keep_room(wanted int, fewest bigint, wished bigint, size bigint)
    returns table (capacity bigint, taken bigint, kept bigint) language plpgsql as $$
declare
    place text;
    usable bigint;
    importer uuid;
    held bigint;
    since timestamptz;
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
    if held = 0 then
        select room_wanted_since into since from imports where id = importer;
        taken := taken + (
            select coalesce(sum(first.room_wanted), 0) from (
                select distinct on (i.project) i.room_wanted, i.room_wanted_since
                from staged s join imports i on i.id = s.import_id
                where s.directory = place and not s.discard and s.reserved_bytes = 0 and s.generation <> wanted
                    and i.ended_at is null
                    and i.room_wanted_since < clock_timestamp() - interval '2 minutes'
                    and i.room_asked_at > clock_timestamp() - interval '5 minutes'
                order by i.project, i.room_wanted_since, i.id) first
            where first.room_wanted_since < coalesce(since, 'infinity'));
    end if;
    if fewest <= capacity - taken then
        update imports set room_wanted = null, room_wanted_since = null, room_asked_at = null
            where id = importer and room_wanted is not null;
    elsif fewest <= capacity then
        update imports set room_wanted = fewest, room_wanted_since = coalesce(since, clock_timestamp()),
                room_asked_at = clock_timestamp()
            where id = importer;
    end if;
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
