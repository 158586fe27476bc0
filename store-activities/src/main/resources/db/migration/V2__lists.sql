-- Lists of tasks show what is open or has ended lately.
create index imports_shown on imports ((coalesce(ended_at, 'infinity'::timestamptz)));
