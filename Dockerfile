# The service, built from the lock file (docs/operating/containers.md). Linted in CI, and never built there.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /srv/cabstand
COPY package.json package-lock.json ./
# No package's script is needed to compile, and none runs.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# What is optional is the embedded PostgreSQL, which production refuses.
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIRECTORY=/data
RUN install -d -o node -g node -m 0700 /data
WORKDIR /srv/cabstand
# As root's: the service cannot change what it runs.
COPY --from=build /srv/cabstand/package.json ./
COPY --from=build /srv/cabstand/node_modules ./node_modules
COPY --from=build /srv/cabstand/dist ./dist
USER node
VOLUME /data
EXPOSE 3000
# That the process answers: a database that is away is no reason to start it anew (/health/ready is for who sends requests).
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
