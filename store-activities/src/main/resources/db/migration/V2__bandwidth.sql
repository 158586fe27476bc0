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
