-- Requests that instances outside of the route table still have, by the edge's newest report (protocol.OpenRequests, a list);
-- null: the edge has not said.
alter table edge add column leaving jsonb;
