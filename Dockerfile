# The server image: one image, the role is its argument (serve, worker, migrate, ...).
# `./iperform check-image` runs these very steps in a clean directory.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY contract/package.json contract/package.json
COPY server/package.json server/package.json
COPY web/package.json web/package.json

# The web UI is built here; the server needs no build.
FROM manifests AS web
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund --workspace contract --workspace web
COPY tsconfig.json tsconfig.json
COPY contract contract
COPY web web
RUN npm run build --workspace web

# What the server needs at run time. The embedded analytics engine (half a gigabyte) stays out: behind this image stands a
# ClickHouse server.
FROM manifests AS packages
RUN npm pkg delete optionalDependencies --workspace server
RUN npm install --package-lock-only --ignore-scripts --no-audit --no-fund
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace contract --workspace server

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production
ENV HOST=0.0.0.0
ENV PORT=8080
ENV DATA_DIR=/data
ENV UV_THREADPOOL_SIZE=16
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/server/package.json server/package.json
COPY package.json package.json
COPY contract contract
COPY server/src server/src
COPY --from=web /app/web/dist web/dist
RUN mkdir -p /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# For the roles that listen; a worker has no port, so its service switches this off.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "server/src/cli/main.ts"]
CMD ["serve"]
