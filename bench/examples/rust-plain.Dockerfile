FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked && strip target/release/greeting

FROM debian:bookworm-slim
COPY --from=build /src/target/release/greeting /app
USER 65532
CMD ["/app"]
