-- Every filter and every order of a list of images has an index to begin with. What few images have is indexed for these alone.
create index images_by_disk_format on images (coalesce(disk_format, ''), created_at, id) where status <> 'deleted';
create index images_by_container_format on images (coalesce(container_format, ''), created_at, id) where status <> 'deleted';
create index images_by_visibility on images (visibility, created_at, id) where status <> 'deleted';
create index images_by_virtual_size on images (virtual_size_bytes) where status <> 'deleted' and virtual_size_bytes is not null;
create index images_by_min_ram on images (min_ram) where status <> 'deleted' and min_ram > 0;
create index images_by_min_disk on images (min_disk) where status <> 'deleted' and min_disk > 0;
create index images_protected on images (created_at, id) where status <> 'deleted' and is_protected;
create index images_hidden on images (created_at, id) where status <> 'deleted' and is_hidden;

-- Lists of tasks show what is open or has ended lately.
create index imports_shown on imports ((coalesce(ended_at, 'infinity'::timestamptz)));
