-- What machines say of themselves beyond being there.
alter table worker add column slots int check (slots between 1 and 1000);
-- Why the agent cannot work on its host now, protocol.Cause; null: it can.
alter table agent add column trouble jsonb;
alter table agent add column trouble_since timestamptz;
-- Variables of the release that are no secrets, so that logs may show their values.
alter table release add column plain_names text[] not null default '{}';
