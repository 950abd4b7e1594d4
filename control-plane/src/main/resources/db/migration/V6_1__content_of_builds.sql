-- What keys the content digests of a project's builds, sealed: without it nobody can try values of variables against them.
create table build_salt (
    project_id uuid primary key references project on delete cascade,
    sealed bytea not null
);
alter table build
    add column content_key text,                       -- keyed digest of all that decides the image; null: never asked
    add column reused_build_id uuid references build on delete set null,  -- the build that made its image; null: itself
    add column without_cache boolean not null default false;
-- Only what was pushed is ever looked up.
create index build_content on build (project_id, content_key, finished_at desc)
    where content_key is not null and outcome ->> 'type' = 'pushed';
