create index images_by_import on images (open_import) where open_import is not null;
create index images_importing on images (created_at, id) where status <> 'deleted' and importing_to <> '{}';
create index images_failed_import on images (created_at, id) where status <> 'deleted' and failed_import <> '{}';

-- how the last round of the fetch ended badly
alter table imports add column fetch_round jsonb;

-- staged: whether its bytes come from staging; failure_kind: of a reason that is final
alter table import_copies
    add column staged boolean not null default false,
    add column total_bytes bigint,
    add column failure_kind text;

-- durable: what the store has for good, bytes from, to (exclusive), in parts of which the first has part_bytes; compared: with the image's
-- manifest, on its way
alter table uploads
    add column durable int8multirange not null default '{}',
    add column part_bytes bigint not null default 0,
    add column compared boolean not null default false;
update uploads set durable = int8multirange(int8range(0, durable_bytes)) where durable_bytes > 0;
alter table uploads drop column durable_bytes;

-- As before; but before a host has said how much there is, nobody knows, and the file system itself says when it is full.
create or replace function keep_room(wanted int, fewest bigint, wished bigint, size bigint)
    returns table (capacity bigint, taken bigint, kept bigint) language plpgsql as $$
declare
    place text;
begin
    select directory into place from staged where generation = wanted;
    if not found then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext(place));
    select coalesce(max(h.capacity_bytes), 9223372036854775807) into capacity from hosts h where h.directory = place;
    select coalesce(sum(s.reserved_bytes), 0) into taken from staged s where s.directory = place and s.generation <> wanted;
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
