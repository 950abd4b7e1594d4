FROM node:22-slim AS build
RUN npm install --global --force @yarnpkg/cli-dist@4.18.1 && npm cache clean --force
ENV YARN_NODE_LINKER=node-modules YARN_ENABLE_GLOBAL_CACHE=true
WORKDIR /app
COPY package.json yarn.lock ./
RUN yarn install --immutable
COPY tsconfig.json ./
COPY src ./src
RUN yarn run build && yarn workspaces focus --production

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
USER node
CMD ["node", "dist/server.js"]
