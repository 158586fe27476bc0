-- The catalog: the authority over what exists, what was promised and who is writing. Times are UTC; sizes are bytes.

create table images (
    id                 uuid primary key,
    name               text,
    status             text        not null,
    visibility         text        not null,
    is_protected       boolean     not null,
    is_hidden          boolean     not null,
    owner              text,
    size_bytes         bigint,
    virtual_size_bytes bigint,
    md5                text,
    sha512             text,
    min_ram            int         not null,
    min_disk           int         not null,
    disk_format        text,
    container_format   text,
    created_at         timestamptz not null default clock_timestamp(),
    updated_at         timestamptz not null default clock_timestamp(),
    deleted_at         timestamptz,
    tags               text[]      not null,
    properties         jsonb       not null,
    importing_to       text[],
    failed_import      text[],
    open_import        uuid,
    -- PUT /file and PUT /stage under way: the writer's lease; past it, the reconciler puts the image back
    writer             uuid,
    writer_lease       timestamptz
);
-- Deleted rows stay: an id is never given out twice.
create index images_by_age on images (created_at, id) where status <> 'deleted';
create index images_by_owner on images (owner, created_at, id) where status <> 'deleted';
create index images_by_name on images (coalesce(name, ''), created_at, id) where status <> 'deleted';
create index images_by_update on images (updated_at, created_at, id) where status <> 'deleted';
create index images_by_size on images (coalesce(size_bytes, 0), created_at, id) where status <> 'deleted';
create index images_by_status on images (status, created_at, id) where status <> 'deleted';
create index images_by_md5 on images (md5) where md5 is not null;
create index images_by_sha512 on images (sha512) where sha512 is not null;
create index images_by_tags on images using gin (tags);
create index images_by_properties on images using gin (properties jsonb_path_ops);
create index images_by_disk_format on images (coalesce(disk_format, ''), created_at, id) where status <> 'deleted';
create index images_by_container_format on images (coalesce(container_format, ''), created_at, id) where status <> 'deleted';
create index images_by_visibility on images (visibility, created_at, id) where status <> 'deleted';
create index images_by_virtual_size on images (virtual_size_bytes) where status <> 'deleted' and virtual_size_bytes is not null;
-- What few images have is indexed for these alone.
create index images_by_min_ram on images (min_ram) where status <> 'deleted' and min_ram > 0;
create index images_by_min_disk on images (min_disk) where status <> 'deleted' and min_disk > 0;
create index images_protected on images (created_at, id) where status <> 'deleted' and is_protected;
create index images_hidden on images (created_at, id) where status <> 'deleted' and is_hidden;
create index images_being_written on images (writer_lease) where writer is not null;
-- Every filter and every order of a list of images has an index to begin with. What few images have is indexed for these alone.

create table members (
    image_id   uuid        not null references images,
    member     text        not null,
    status     text        not null,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    primary key (image_id, member)
);
create index members_by_project on members (member, status);

create table imports (
    id                uuid primary key,
    image_id          uuid        not null references images,
    method            text        not null,
    request           jsonb       not null,
    body              jsonb       not null,
    title             text        not null,
    project           text        not null,
    user_id           text        not null,
    request_id        text        not null,
    all_must_succeed  boolean     not null,
    phase             text        not null,
    epoch             int         not null,
    run_id            text,
    started_at        timestamptz,
    staging_directory text,
    staging_host      text,
    waiting_for       text,
    -- said by an operator, a delete or the reconciler: the run must stop
    over              text,
    -- how often something was said to the run, and how much of it the run has read
    said              int         not null default 0,
    heard             int         not null default 0,
    reason            text,
    copied_bytes      bigint      not null default 0,
    created_at        timestamptz not null default clock_timestamp(),
    updated_at        timestamptz not null default clock_timestamp(),
    ended_at          timestamptz,
    -- of a failed import: its run's history was kept, or is lost
    history_kept      boolean     not null default false
);
create index imports_without_history on imports (ended_at) where phase = 'failed' and not history_kept;
create unique index imports_one_open on imports (image_id) where ended_at is null;
create index imports_of_image on imports (image_id, created_at);
create index imports_by_age on imports (created_at, id);
create index imports_untold on imports (updated_at) where said > heard;
create index imports_open on imports (created_at) where ended_at is null;
-- Lists of tasks show what is open or has ended lately.
create index imports_shown on imports ((coalesce(ended_at, 'infinity'::timestamptz)));

create table import_copies (
    import_id     uuid   not null references imports,
    store         text   not null,
    position      int    not null,
    state         text   not null,
    way           text,
    round         int    not null default 1,
    attempts      int    not null default 0,
    done_bytes    bigint not null default 0,
    reason        text,
    next_retry_at timestamptz,
    source        text,
    check_made    text,
    checked_bytes bigint not null default 0,
    retries       int    not null default 0,
    primary key (import_id, store)
);

-- One URL, one upload, ever: the row is there before the first byte and stays when the bytes are gone.
create table uploads (
    id            uuid primary key,
    image_id      uuid        not null references images,
    import_id     uuid references imports,
    store         text        not null,
    nth           int         not null,
    url           text        not null,
    generation    int         not null,
    attempt       int         not null,
    -- of the attempt that has it: one whose turn was earlier comes too late
    turn          bigint      not null default 0,
    state         text        not null,
    durable_bytes bigint      not null default 0,
    size_bytes    bigint,
    reason        text,
    -- not written by us: somebody made the object and registered its address
    registered    boolean     not null default false,
    -- registered in a store that is only read: the object stays its owner's, and may be a copy of many images
    lent          boolean     not null default false,
    -- of one that is gone and was never whole: what its writer had still on its way was looked for once more
    looked_again  boolean     not null default false,
    created_at    timestamptz not null default clock_timestamp(),
    updated_at    timestamptz not null default clock_timestamp(),
    unique (image_id, store, nth)
);
-- One URL, one upload, ever; what is registered belongs to one image at a time.
create unique index uploads_written on uploads (url) where not registered;
create unique index uploads_registered on uploads (url) where registered and not lent and state <> 'gone';
create index uploads_by_url on uploads (url);
create index uploads_to_look_at_again on uploads (updated_at) where state = 'gone' and size_bytes is null and not looked_again;
create index uploads_of_import on uploads (import_id, store);
create index uploads_to_reclaim on uploads (image_id, updated_at) where state = 'reclaim';

create table locations (
    image_id   uuid        not null references images,
    store      text        not null,
    url        text        not null,
    upload_id  uuid        not null unique references uploads,
    -- set while a must-succeed import has not ended: the copy is whole but unseen
    unseen_for uuid references imports,
    -- what was said of it when it was registered, its store apart
    metadata   jsonb       not null default '{}',
    -- its store was asked to let it go, for a deletion that takes this row away when it is made
    claimed_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    primary key (image_id, store)
);
create index locations_claimed on locations (claimed_at) where claimed_at is not null;

-- Registered images whose bytes are yet to be hashed, by whichever process has the lease.
create table hashings (
    image_id   uuid primary key references images,
    -- what they must hash to, where somebody said so
    algorithm  text,
    expected   text,
    -- the image is importing until its bytes have proved right
    awaited    boolean     not null,
    failures   int         not null default 0,
    reason     text,
    worker     uuid,
    lease      timestamptz,
    next_at    timestamptz not null default clock_timestamp()
);

-- Asked for by services, one copy each; on the wire they are tasks, as imports are, in the same words.
create table registrations (
    id         uuid primary key,
    image_id   uuid        not null references images,
    project    text        not null,
    user_id    text        not null,
    request_id text        not null,
    -- what was asked for, without credentials
    body       jsonb       not null,
    phase      text        not null,
    reason     text,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    ended_at   timestamptz
);
create index registrations_of_image on registrations (image_id, created_at);
create index registrations_shown on registrations ((coalesce(ended_at, 'infinity'::timestamptz)));

create view tasks as
    select id, 'api_image_import' as type, image_id, project, user_id, request_id, phase, created_at, updated_at, ended_at
    from imports
    union all
    select id, 'location_import', image_id, project, user_id, request_id, phase, created_at, updated_at, ended_at
    from registrations;

-- What is staged, or being staged, for an image. A generation is never used twice.
create table staged (
    generation         int generated always as identity primary key,
    image_id           uuid        not null references images,
    import_id          uuid references imports,
    directory          text        not null,
    host               text        not null,
    reserved_bytes     bigint      not null default 0,
    -- as the source announced it, then as it is; none: nobody knows, and room is kept as the file grows
    size_bytes         bigint,
    -- what the source called its bytes when this generation began
    source_validator   text,
    sealed             boolean     not null default false,
    virtual_size_bytes bigint,
    -- nobody needs the bytes any more: whoever works the directory removes them, then the row
    discard            boolean     not null default false,
    created_at         timestamptz not null default clock_timestamp()
);
create unique index staged_current on staged (image_id) where not discard;
create index staged_on_directory on staged (directory);

create table manifests (
    image_id   uuid primary key references images,
    size_bytes bigint not null,
    md5        text   not null,
    sha512     text   not null,
    crc32c     bytea  not null
);

-- Processes that work a staging directory.
create table hosts (
    directory      text        not null,
    host           text        not null,
    renewed_at     timestamptz not null,
    gapless_since  timestamptz not null,
    -- stopped on purpose and not back yet: nothing new is given to it
    leaving        boolean     not null default false,
    capacity_bytes bigint      not null,
    primary key (directory, host)
);

-- Who does what one process does for all, until when.
create table leaders (
    key    bigint primary key,
    leader uuid        not null,
    lease  timestamptz not null
);

create table events (
    id         bigint generated always as identity primary key,
    image_id   uuid        not null,
    type       text        not null,
    priority   text        not null,
    payload    jsonb       not null,
    created_at timestamptz not null default clock_timestamp(),
    sent_at    timestamptz
);
create index events_unsent on events (id) where sent_at is null;

-- How fast each store may be written to, by all processes together; no row: as fast as it goes.
create table store_bandwidth (
    store            text   primary key,
    bytes_per_second bigint not null check (bytes_per_second > 0)
);

-- Processes that write to a store now: each has an equal share while its lease runs.
create table store_writers (
    store  text        not null,
    writer uuid        not null,
    lease  timestamptz not null,
    primary key (store, writer)
);

-- Keeps room for a generation: wished bytes, or as many as there are, if those are no fewer than fewest. One call a decision: what is
-- taken is summed up under the directory's lock, which is held for this one statement only.
create function keep_room(wanted int, fewest bigint, wished bigint, size bigint)
    returns table (capacity bigint, taken bigint, kept bigint) language plpgsql as $$
declare
    place text;
begin
    select directory into place from staged where generation = wanted;
    if not found then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext(place));
    select coalesce(max(h.capacity_bytes), 0) into capacity from hosts h where h.directory = place;
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
