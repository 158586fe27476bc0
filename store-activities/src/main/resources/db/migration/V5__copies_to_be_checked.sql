-- Copies that others made of images whose bytes are known: until they have been read and compared, by whichever process has the lease.
create table unchecked_copies (
    image_id uuid        not null,
    store    text        not null,
    failures int         not null default 0,
    reason   text,
    worker   uuid,
    lease    timestamptz,
    next_at  timestamptz not null default clock_timestamp(),
    primary key (image_id, store),
    foreign key (image_id, store) references locations on delete cascade
);
