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
create index images_being_written on images (writer_lease) where writer is not null;

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
    ended_at          timestamptz
);
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
    skip          boolean not null default false,
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
    url           text        not null unique,
    generation    int         not null,
    attempt       int         not null,
    state         text        not null,
    durable_bytes bigint      not null default 0,
    size_bytes    bigint,
    reason        text,
    created_at    timestamptz not null default clock_timestamp(),
    updated_at    timestamptz not null default clock_timestamp(),
    unique (image_id, store, nth)
);
create index uploads_of_import on uploads (import_id, store);
create index uploads_to_reclaim on uploads (image_id, updated_at) where state = 'reclaim';

create table locations (
    image_id   uuid        not null references images,
    store      text        not null,
    url        text        not null,
    upload_id  uuid        not null unique references uploads,
    -- set while a must-succeed import has not ended: the copy is whole but unseen
    unseen_for uuid references imports,
    created_at timestamptz not null default clock_timestamp(),
    primary key (image_id, store)
);

-- What is staged, or being staged, for an image. A generation is never used twice.
create table staged (
    generation         int generated always as identity primary key,
    image_id           uuid        not null references images,
    import_id          uuid references imports,
    directory          text        not null,
    host               text        not null,
    reserved_bytes     bigint      not null default 0,
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

create table events (
    id         bigint generated always as identity primary key,
    image_id   uuid        not null,
    type       text        not null,
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
