FROM node:22-slim AS build
RUN npm install --global pnpm@9.15.0 && npm cache clean --force
WORKDIR /app
COPY package.json pnpm-lock.yaml ./
RUN pnpm install --frozen-lockfile
COPY . .
RUN pnpm run build

FROM nginxinc/nginx-unprivileged:stable
COPY --from=build /app/public-site /usr/share/nginx/html
