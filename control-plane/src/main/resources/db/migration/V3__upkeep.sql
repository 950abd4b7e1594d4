-- Images that no release needs any more, until the registry has let go of them.
create table image_removal (
    repository text not null,
    digest text not null,
    project_id uuid not null,
    requested_at timestamptz not null default now(),
    next_try_at timestamptz not null default now(),
    primary key (repository, digest)
);

-- When the forge saw a push, by its own clock: deliveries come late and out of order.
alter table push add column pushed_at bigint not null default 0;
