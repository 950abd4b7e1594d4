-- Steps of the newest attempt and layers of the image, protocol.BuildFacts; null: no image build began.
alter table build add column facts jsonb;
