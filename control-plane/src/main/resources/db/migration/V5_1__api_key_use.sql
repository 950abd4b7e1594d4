-- When a key was used last, exact to a minute, so that people find those that nothing uses.
alter table api_key add column last_used_at timestamptz;
